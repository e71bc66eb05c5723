//! Neither the operator's log nor the audit log ever holds a code, a token, a cookie, a secret or a password.

use std::io::Write;
use std::sync::{Arc, Mutex};

use serde_json::json;
use store::audit::AuditFilter;
use testkit::World;
use tracing_subscriber::fmt::MakeWriter;

/// Everything that is logged on this thread.
#[derive(Clone, Default)]
struct Listener(Arc<Mutex<Vec<u8>>>);

impl Write for Listener {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Listener {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

// One thread, so that the server's log lines are heard too.
#[tokio::test]
async fn nothing_secret_is_logged_or_audited() {
    let listener = Listener::default();
    let everything = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(listener.clone())
        .with_ansi(false)
        .finish();
    let heard = tracing::subscriber::set_default(everything);
    let world = World::on_sqlite().await;
    let secrets = journey(&world).await;
    drop(heard);
    let log = String::from_utf8(listener.0.lock().unwrap().clone()).unwrap();
    // Only what the service says: its libraries trace what they do in their own words.
    let own: String = log.lines().filter(|line| line.contains(" yimen")).collect();
    assert!(!own.is_empty(), "the service logs its requests");
    let mut conn = world.app.ground.db.reader().await.unwrap();
    let audited = store::audit::page(&mut conn, &AuditFilter::All, None, 500).await.unwrap();
    let audited: String = audited.iter().map(|event| format!("{event:?}")).collect();
    for (what, secret) in secrets {
        assert!(!own.contains(&secret), "the log holds {what}");
        assert!(!audited.contains(&secret), "the audit log holds {what}");
    }
}

/// Signs on, fails in every usual way, signs out, and names what must have stayed unsaid.
async fn journey(world: &World) -> Vec<(&'static str, String)> {
    let lin = world.person("lin").await;
    let city = world.party("city", json!({ "consent": "required" })).await;
    let mut browser = world.browser();
    let ask = city.ask().with("login_hint", "13800138000");
    let page = ask.open(&mut browser).await;
    let wrong = testkit::Person { password: "a wrong password".to_owned(), ..lin.clone() };
    let page = wrong.sign_in_on(&mut browser, &page).await;
    let answer = lin.go_on(&mut browser, page, &ask).await;
    let cookie = browser.jar().find("127.0.0.1", "yimen_session", world.now()).unwrap().value.clone();
    let tokens = city.tokens(&ask, answer.code()).await;
    city.redeem(&ask, answer.code()).await;
    city.refresh(tokens.refresh_token()).await;
    city.userinfo(&tokens.access_token).await;
    city.introspect(&tokens.access_token).await;
    let rejected = city.proving(testkit::Proof::Basic("a wrong secret".to_owned()));
    rejected.introspect(&tokens.access_token).await;
    browser.get(&world.url(&format!("/end-session?id_token_hint={}", tokens.id_token()))).await.unwrap();
    world.run_jobs_once().await;
    let signature = |token: &str| token.rsplit_once('.').unwrap().1.to_owned();
    vec![
        ("the code", answer.code().to_owned()),
        ("the session cookie", cookie),
        ("the access token", signature(&tokens.access_token)),
        ("the ID token", signature(tokens.id_token())),
        ("the refresh token", tokens.refresh_token().to_owned()),
        ("the client secret", city.secret().to_owned()),
        ("a wrong client secret", "a wrong secret".to_owned()),
        ("the password", lin.password.clone()),
        ("a wrong password", "a wrong password".to_owned()),
        ("the state", ask.value("state").unwrap().to_owned()),
        ("the nonce", ask.value("nonce").unwrap().to_owned()),
        ("the verifier", ask.verifier().to_owned()),
        ("a phone number", "13800138000".to_owned()),
        ("the user name", lin.username.clone() + " 某"),
        ("the mail address", "lin@mail.example".to_owned()),
    ]
}
