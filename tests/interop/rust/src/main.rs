//! Prints the keys that the AWS SDK for Rust gets for a profile, as one JSON object.

use aws_credential_types::provider::ProvideCredentials;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let profile = std::env::args().nth(1).expect("a profile's name");
    let config = aws_config::defaults(aws_config::BehaviorVersion::latest())
        // Without TLS, which would take as long to compile as all the rest.
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .profile_name(profile)
        .load()
        .await;
    let provider = config.credentials_provider().expect("a provider");
    match provider.provide_credentials().await {
        Ok(keys) => println!(
            r#"{{"AccessKeyId": "{}", "SecretAccessKey": "{}", "SessionToken": "{}"}}"#,
            keys.access_key_id(),
            keys.secret_access_key(),
            keys.session_token().unwrap_or_default(),
        ),
        Err(error) => {
            eprintln!("{error:?}");
            std::process::exit(1);
        }
    }
}
