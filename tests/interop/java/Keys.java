import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;

/** The keys that the AWS SDK for Java gets for a profile, as one JSON object. */
class Keys {
    public static void main(String[] args) {
        AwsCredentials keys = ProfileCredentialsProvider.create(args[0]).resolveCredentials();
        String token = keys instanceof AwsSessionCredentials session ? session.sessionToken() : "";
        System.out.printf("{\"AccessKeyId\": \"%s\", \"SecretAccessKey\": \"%s\", \"SessionToken\": \"%s\"}%n",
                keys.accessKeyId(), keys.secretAccessKey(), token);
    }
}
