//! The service under measurement: a deployment in a folder of its own, made through the command line as an operator
//! would make it, and the process that serves it. Only processes started here are ended.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tempfile::TempDir;

use crate::Outcome;
use crate::arguments::Arguments;
use crate::operation::{BROWSERS_A_CONNECTION, Client, Clients, REDIRECT_URI};
use crate::person::Account;
use crate::wire::{Connection, Request, escaped};

/// Longest wait for the first answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often a start or an end is looked for.
const LOOK: Duration = Duration::from_millis(1);

const CLIENT_FILE: &str = include_str!("clients.toml");

/// A deployment, ready to be served.
pub(crate) struct Deployment {
    folder: TempDir,
    arguments: Setting,
    address: SocketAddr,
    clients: Clients,
    accounts: Vec<Account>,
}

/// What each process of the service is started with.
struct Setting {
    program: std::path::PathBuf,
    log: std::path::PathBuf,
    variables: Vec<(String, String)>,
}

impl Deployment {
    /// Writes the configuration, declares clients and accounts.
    pub(crate) fn prepare(arguments: &Arguments) -> Outcome<Self> {
        let folder = TempDir::new().map_err(|error| format!("no folder: {error}"))?;
        let [public, admin, ops] = free_ports()?;
        let issuer = format!("http://localhost:{}", public.port());
        let settings = include_str!("settings.toml")
            .replace("{{issuer}}", &issuer)
            .replace("{{public}}", &public.to_string())
            .replace("{{admin}}", &admin.to_string())
            .replace("{{ops}}", &ops.to_string());
        write(&folder.path().join("yimen.toml"), &settings)?;
        let mut variables = arguments.settings.clone();
        let database = arguments.database.iter().cloned();
        variables.extend(database.map(|url| ("YIMEN__DATABASE__URL".to_owned(), url)));
        let setting = Setting { program: arguments.program.clone(), log: arguments.log.clone(), variables };
        declare(&setting, folder.path())?;
        let accounts = people(&setting, folder.path(), arguments.connections * BROWSERS_A_CONNECTION)?;
        let client = |id| secret(&setting, folder.path(), id);
        let clients = Clients {
            es256: client("sign-on")?,
            rs256: client("sign-on-rs256")?,
            brief: client("sign-on-brief")?,
            machine: client("machine")?,
        };
        Ok(Self { folder, arguments: setting, address: public, clients, accounts })
    }

    /// Where the service answers.
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its clients.
    pub(crate) const fn clients(&self) -> &Clients {
        &self.clients
    }

    /// Its people.
    pub(crate) fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// Starts the service and waits for its first answer.
    pub(crate) fn start(&self) -> Outcome<Service> {
        let log = File::options().create(true).append(true).open(&self.arguments.log);
        let log = log.map_err(|error| format!("{}: {error}", self.arguments.log.display()))?;
        let began = Instant::now();
        let child = self.arguments.command(self.folder.path(), &["serve"]).stderr(log).spawn();
        let child = child.map_err(|error| format!("the service cannot be started: {error}"))?;
        let mut service = Service { child, started_in: Duration::ZERO };
        while began.elapsed() < PATIENCE {
            if let Ok(mut connection) = Connection::open(self.address) {
                connection.send(Request::get("/.well-known/openid-configuration"))?.expect(200)?;
                service.started_in = began.elapsed();
                return Ok(service);
            }
            std::thread::sleep(LOOK);
        }
        Err("the service does not answer".to_owned())
    }
}

/// The running service; ended when dropped.
pub(crate) struct Service {
    child: Child,
    /// From the start of the process to its first answer.
    pub(crate) started_in: Duration,
}

impl Service {
    /// Its process.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Lets it end by itself.
    pub(crate) fn stop(mut self) -> Outcome<()> {
        let told = Command::new("kill").arg(self.process().to_string()).status();
        told.map_err(|error| format!("the service cannot be told to stop: {error}"))?;
        self.child.wait().map(drop).map_err(|error| format!("the service did not end: {error}"))
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended already.
        let _ended = self.child.kill();
        let _gone = self.child.wait();
    }
}

impl Setting {
    fn command(&self, folder: &Path, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("--config").arg(folder.join("yimen.toml")).args(words);
        command.envs(self.variables.iter().map(|(key, value)| (key, value))).stdin(Stdio::null());
        command
    }

    fn run(&self, folder: &Path, words: &[&str]) -> Outcome<String> {
        let done = self.command(folder, words).output();
        let done = done.map_err(|error| format!("{} cannot be run: {error}", self.program.display()))?;
        if !done.status.success() {
            return Err(format!("{words:?}: {}", String::from_utf8_lossy(&done.stderr)));
        }
        String::from_utf8(done.stdout).map_err(|error| error.to_string())
    }
}

fn declare(setting: &Setting, folder: &Path) -> Outcome<()> {
    let file = folder.join("clients.toml");
    write(&file, &CLIENT_FILE.replace("{{redirect_uri}}", REDIRECT_URI))?;
    setting.run(folder, &["client", "import", &file.display().to_string()]).map(drop)
}

fn people(setting: &Setting, folder: &Path, count: usize) -> Outcome<Vec<Account>> {
    let account = |number| Account {
        username: format!("person-{number}"),
        password: format!("a password of nobody, number {number}"),
    };
    let accounts: Vec<_> = (0..count).map(account).collect();
    let tables = accounts.iter().enumerate().map(|(number, account)| {
        let Account { username, password } = account;
        format!(
            "[[account]]\nusername = \"{username}\"\npassword = \"{password}\"\nname = \"Person {number}\"\n"
        )
    });
    let file = folder.join("people.toml");
    write(&file, &tables.collect::<String>())?;
    setting.run(folder, &["account", "import", &file.display().to_string()])?;
    Ok(accounts)
}

fn secret(setting: &Setting, folder: &Path, id: &'static str) -> Outcome<Client> {
    let told = setting.run(folder, &["--json", "client", "secret", "rotate", id])?;
    let told: serde_json::Value = serde_json::from_str(&told).map_err(|error| format!("{error}: {told}"))?;
    let secret = told.get("secret").and_then(serde_json::Value::as_str).ok_or("no secret")?;
    let pair = STANDARD.encode(format!("{}:{}", escaped(id), escaped(secret)));
    Ok(Client { id, authorization: format!("Basic {pair}") })
}

/// Three ports nobody listens on just now.
fn free_ports() -> Outcome<[SocketAddr; 3]> {
    let bind = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(|error| error.to_string());
    let held = [bind()?, bind()?, bind()?];
    let [one, two, three] =
        held.each_ref().map(|socket| socket.local_addr().map_err(|error| error.to_string()));
    Ok([one?, two?, three?])
}

fn write(file: &Path, text: &str) -> Outcome<()> {
    fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
}
