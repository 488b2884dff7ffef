//! Opening a database, and what is said when it cannot be opened.

use std::env;

use closeout_app::ports::{EventStore, Views};
use closeout_store::postgres::PostgresStore;

use crate::server::{ACME, Server, comment, told};

async fn refused(url: &str) -> String {
    let error = PostgresStore::connect(url).await.expect_err("there is nothing to connect to");
    told(&error)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_servers_may_start_at_once() {
    let Some(server) = Server::new().await else { return };
    let start = |url: String| tokio::spawn(async move { PostgresStore::connect(&url).await });
    let starting: Vec<_> = (0..4).map(|_| start(server.url())).collect();
    for started in starting {
        let store = started.await.unwrap().unwrap();
        assert_eq!(store.organizations().await.unwrap(), []);
    }
    server.leave().await;
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let Some(server) = Server::new().await else { return };
    let store = PostgresStore::connect(&server.url()).await.unwrap();
    store.append(ACME, comment(1, 0)).await.unwrap();
    let newer = "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
        VALUES (999, 'later', '2026-11-22T00:00:00Z', '1')";
    server.execute(newer).await;
    let said = refused(&server.url()).await;
    assert!(said.contains("at schema 999") && said.contains("use the newer version"), "{said}");
    server.leave().await;
}

#[tokio::test]
async fn what_stands_in_the_way_is_named() {
    let Some(server) = Server::new().await else { return };
    let cases = [
        (server.url_with(|c| _ = c.user("nobody_at_all")), "let nobody_at_all in"),
        (server.url_with(|c| _ = c.dbname("no_such_database")), "createdb no_such_database"),
        ("postgres://ann:s3cret@127.0.0.1:1/poam".into(), "nothing answers at 127.0.0.1:1: "),
        ("postgres://ann:s3cret@host.invalid/poam".into(), "nothing answers at host.invalid:5432: "),
        (format!("{}&sslrootcert=/no/such/file.pem", server.url()), "sslrootcert=/no/such/file.pem cannot be used"),
        ("sqlite://file".into(), "does not begin with postgres://"),
    ];
    for (url, why) in cases {
        let said = refused(&url).await;
        assert!(said.starts_with("the store failed to open the PostgreSQL database: "), "{said}");
        assert!(said.contains(why), "{why:?} is not in {said:?}");
        assert!(!said.contains("s3cret"), "{said}");
    }
    server.leave().await;
}

#[tokio::test]
async fn a_connection_is_encrypted_as_the_url_says() {
    let Some(server) = Server::new().await else { return };
    let url = |mode: &str| format!("{}&sslmode={mode}", server.url());
    let can_encrypt = server.ask("SHOW ssl").await == "on";
    for (mode, encrypted) in [("disable", false), ("prefer", can_encrypt), ("require", true)] {
        if encrypted && !can_encrypt {
            let said = refused(&url(mode)).await;
            assert!(said.contains("no encrypted connection: "), "{said}");
            continue;
        }
        let store = PostgresStore::connect(&url(mode)).await.unwrap();
        assert_eq!(server.is_encrypted().await, encrypted, "{mode}");
        drop(store);
        server.break_connections().await;
    }
    server.leave().await;
}

/// Where `CLOSEOUT_TEST_POSTGRES_CA` names the file of the authority that vouches for the server as "localhost".
#[tokio::test]
async fn a_server_proves_its_name_where_an_authority_is_given() {
    let Some(server) = Server::new().await else { return };
    match env::var("CLOSEOUT_TEST_POSTGRES_CA") {
        Err(_) => eprintln!("skipped: CLOSEOUT_TEST_POSTGRES_CA names no file of certificates"),
        Ok(file) => {
            let verified = format!("&sslmode=verify-full&sslrootcert={file}");
            let store = PostgresStore::connect(&server.url_at("localhost", &verified)).await.unwrap();
            assert!(server.is_encrypted().await);
            drop(store);
            let said = refused(&server.url_at("127.0.0.1", &verified)).await;
            assert!(said.contains("no encrypted connection: 127.0.0.1:"), "{said}");
        }
    }
    server.leave().await;
}

#[tokio::test]
async fn a_wrong_password_is_named_and_not_repeated() {
    let Some(server) = Server::new().await else { return };
    let url = server.url_with(|c| _ = c.password("wr0ng-and-s3cret"));
    match PostgresStore::connect(&url).await {
        Ok(_) => eprintln!("skipped: this server asks nobody for a password"),
        Err(error) => {
            let said = told(&error);
            assert!(said.contains("does not let") && said.contains("password authentication failed"), "{said}");
            assert!(!said.contains("s3cret"), "{said}");
        }
    }
    server.leave().await;
}

#[tokio::test]
async fn a_database_that_cannot_hold_every_character_is_refused() {
    let Some(server) = Server::new().await else { return };
    let name = format!("latin_{}", std::process::id());
    server.execute(&format!("CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")).await;
    let said = refused(&server.url_with(|c| _ = c.dbname(&name))).await;
    server.execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await;
    assert!(said.contains("keeps text as LATIN1"), "{said}");
    server.leave().await;
}
