//! Prints the keys that the AWS SDK for Rust gets, as JSON objects: for the profile that is named, once; without one, by
//! its default chain, for each line that it reads.

use aws_credential_types::provider::ProvideCredentials;
use aws_credential_types::Credentials;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let config = aws_config::defaults(aws_config::BehaviorVersion::latest())
        // Without TLS, which would take as long to compile as all the rest.
        .http_client(aws_smithy_http_client::Builder::new().build_http());
    if let Some(profile) = std::env::args().nth(1) {
        let config = config.profile_name(profile).load().await;
        let provider = config.credentials_provider().expect("a provider");
        match provider.provide_credentials().await {
            Ok(keys) => print(&keys),
            Err(error) => {
                eprintln!("{error:?}");
                std::process::exit(1);
            }
        }
        return;
    }
    let config = config.load().await;
    let provider = config.credentials_provider().expect("a provider");
    for _ in std::io::stdin().lines() {
        match provider.provide_credentials().await {
            Ok(keys) => print(&keys),
            Err(error) => {
                let said = format!("{error:?}").replace(['"', '\\', '\n'], "'");
                println!(r#"{{"Error": "{said}"}}"#);
            }
        }
    }
}

fn print(keys: &Credentials) {
    println!(
        r#"{{"AccessKeyId": "{}", "SecretAccessKey": "{}", "SessionToken": "{}"}}"#,
        keys.access_key_id(),
        keys.secret_access_key(),
        keys.session_token().unwrap_or_default(),
    );
}
