//! `yimen serve`: starts on an empty folder, stops when told to, and guards its database meanwhile.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use sandbox::actor::Browser;

use super::{CONFIG, Place};

/// A service that ends with the test.
struct Running(Child);

impl Running {
    /// Starts it and waits until it says that it listens.
    fn start(place: &Place) -> Self {
        let mut service = place.command(&["serve"]).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(service.stderr.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap().contains("listening")), "it ended without listening");
        // Whoever stops reading would end the service by a broken pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self(service)
    }

    fn signal(&self, name: &str) {
        let id = self.0.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _over = self.0.kill();
        let _over = self.0.wait();
    }
}

#[test]
fn a_first_start_makes_what_it_needs_and_a_signal_ends_it() {
    for signal in ["TERM", "INT"] {
        let place = Place::new();
        let mut service = Running::start(&place);
        assert!(place.path("data/kek").exists());
        service.signal(signal);
        assert_eq!(service.0.wait().unwrap().code(), Some(0), "{signal}");
    }
}

#[test]
fn a_running_service_keeps_its_database_and_takes_commands() {
    let place = Place::new();
    let _service = Running::start(&place);
    place.run("keys generate --alg ES256 --why exercise").done();
    place.run("backup copy.db").done();
    let sentence = place.run("restore copy.db --force").refused();
    assert!(sentence.contains("is open in another process"), "{sentence}");
}

#[tokio::test]
async fn a_restored_database_signs_people_in() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let place = Place::new();
    let at_port = CONFIG.replace("localhost:8080", &format!("localhost:{port}"));
    place.write("yimen.toml", &at_port.replacen("127.0.0.1:0", &format!("127.0.0.1:{port}"), 1));
    let person = "[[account]]\nusername = \"zhang.wei\"\npassword = \"four plain words together\"\n";
    place.write("people.toml", person);
    place.run("account import people.toml").done();
    let running = Running::start(&place);
    place.run("backup copy.db").done();
    drop(running);
    place.run("restore copy.db --force").done();
    let _service = Running::start(&place);
    let mut browser = Browser::new().unwrap();
    browser.get(&format!("http://localhost:{port}/sign-in")).await.unwrap();
    let typed = [("username", "zhang.wei"), ("password", "four plain words together")];
    let home = browser.submit("sign-in-form", &typed).await.unwrap();
    assert_eq!(home.text("account-name").as_deref(), Some("zhang.wei"));
}
