import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;

/**
 * The keys that the AWS SDK for Java gets, as JSON objects: for the profile that is named, once; without one, by its
 * default chain, for each line that it reads.
 */
class Keys {
    public static void main(String[] args) throws IOException {
        if (args.length > 0) {
            print(ProfileCredentialsProvider.create(args[0]).resolveCredentials());
            return;
        }
        AwsCredentialsProvider provider = DefaultCredentialsProvider.builder().build();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        while (lines.readLine() != null) {
            try {
                print(provider.resolveCredentials());
            } catch (RuntimeException error) {
                String said = String.valueOf(error.getMessage()).replaceAll("[\\\\\"\\p{Cntrl}]", "'");
                System.out.printf("{\"Error\": \"%s\"}%n", said);
            }
        }
    }

    private static void print(AwsCredentials keys) {
        String token = keys instanceof AwsSessionCredentials session ? session.sessionToken() : "";
        System.out.printf("{\"AccessKeyId\": \"%s\", \"SecretAccessKey\": \"%s\", \"SessionToken\": \"%s\"}%n",
                keys.accessKeyId(), keys.secretAccessKey(), token);
    }
}
