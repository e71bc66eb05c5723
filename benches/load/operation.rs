//! The operations that are measured, each as a client and a browser would do it.

use std::net::SocketAddr;

use crate::Outcome;
use crate::arguments::Arguments;
use crate::person::Browser;
use crate::processor::Watched;
use crate::service::{Deployment, Service};
use crate::wire::{Answer, Connection, Request, escaped};

/// Where codes go; nothing listens there, and nothing is sent there.
pub(crate) const REDIRECT_URI: &str = "https://platform.example/callback";
/// RFC 7636 appendix B. The service cannot tell a new pair from this one.
const CODE_VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CODE_CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// Each connection goes through so many browsers in turn, each of another person.
pub(crate) const BROWSERS_A_CONNECTION: usize = 8;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    /// Authorization request and code exchange of a browser with a live session; ES256, with a refresh token.
    SignOn,
    /// The same and UserInfo.
    SignOnUserInfo,
    /// Sign-on at a client that wants RS256.
    SignOnRs256,
    /// Sign-on at a client that may not have refresh tokens.
    SignOnWithoutRefresh,
    /// The authorization request alone.
    Authorize,
    /// Client credentials.
    ClientCredentials,
    /// A refresh, with rotation.
    Refresh,
    /// Introspection of an access token.
    Introspect,
    /// UserInfo, as JSON.
    UserInfo,
    /// The discovery document.
    Discovery,
    /// The key set.
    Jwks,
}

impl Operation {
    /// Its name on the command line and in the table.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::SignOn => "sign-on",
            Self::SignOnUserInfo => "sign-on-userinfo",
            Self::SignOnRs256 => "sign-on-rs256",
            Self::SignOnWithoutRefresh => "sign-on-without-refresh",
            Self::Authorize => "authorize",
            Self::ClientCredentials => "client-credentials",
            Self::Refresh => "refresh",
            Self::Introspect => "introspect",
            Self::UserInfo => "userinfo",
            Self::Discovery => "discovery",
            Self::Jwks => "jwks",
        }
    }

    /// The operation of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        crate::ALL.into_iter().find(|operation| operation.name() == name)
    }
}

/// A client with its secret.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    /// Its identifier.
    pub(crate) id: &'static str,
    /// The `Authorization` header by which it proves itself.
    pub(crate) authorization: String,
}

/// The clients of a run.
#[derive(Clone, Debug)]
pub(crate) struct Clients {
    /// ES256, codes and refresh tokens.
    pub(crate) es256: Client,
    /// RS256, codes and refresh tokens.
    pub(crate) rs256: Client,
    /// ES256, codes only.
    pub(crate) brief: Client,
    /// Client credentials.
    pub(crate) machine: Client,
}

/// Everything a measurement needs.
pub(crate) struct Bench {
    /// Length of one measurement.
    pub(crate) span: std::time::Duration,
    /// Whose CPU time is counted.
    pub(crate) watched: Watched,
    address: SocketAddr,
    clients: Clients,
    browsers: Vec<Vec<Browser>>,
}

impl Bench {
    /// Signs everybody in.
    pub(crate) fn open(arguments: &Arguments, deployment: &Deployment, service: &Service) -> Outcome<Self> {
        let address = deployment.address();
        let clients = deployment.clients().clone();
        let mut connection = Connection::open(address)?;
        let wanted = [&clients.es256, &clients.rs256, &clients.brief];
        let mut browsers = Vec::new();
        for own in deployment.accounts().chunks(BROWSERS_A_CONNECTION) {
            let signed_in = own.iter().map(|who| Browser::sign_in(&mut connection, who, &wanted));
            browsers.push(signed_in.collect::<Outcome<Vec<_>>>()?);
        }
        let watched = Watched { service: service.process(), postmaster: arguments.postmaster };
        Ok(Self { span: arguments.span, watched, address, clients, browsers })
    }

    /// One seat for each connection, ready for the operation.
    pub(crate) fn seats(&self, operation: Operation) -> Outcome<Vec<Seat<'_>>> {
        self.browsers.iter().map(|browsers| Seat::take(self, browsers, operation)).collect()
    }
}

/// One connection and what it works with.
pub(crate) struct Seat<'a> {
    connection: Connection,
    clients: &'a Clients,
    browsers: &'a [Browser],
    turn: usize,
    operation: Operation,
    bearer: String,
    access_token: String,
    refresh_token: String,
}

impl<'a> Seat<'a> {
    fn take(bench: &'a Bench, browsers: &'a [Browser], operation: Operation) -> Outcome<Self> {
        let mut seat = Self {
            connection: Connection::open(bench.address)?,
            clients: &bench.clients,
            browsers,
            turn: 0,
            operation,
            bearer: String::new(),
            access_token: String::new(),
            refresh_token: String::new(),
        };
        let answer = seat.sign_on(&bench.clients.es256)?;
        seat.access_token = answer.member("access_token")?;
        seat.refresh_token = answer.member("refresh_token")?;
        seat.bearer = format!("Bearer {}", seat.access_token);
        Ok(seat)
    }

    /// Does the operation once.
    pub(crate) fn once(&mut self) -> Outcome<()> {
        let clients = self.clients;
        match self.operation {
            Operation::SignOn => self.sign_on(&clients.es256).map(drop),
            Operation::SignOnUserInfo => self.sign_on_and_ask(),
            Operation::SignOnRs256 => self.sign_on(&clients.rs256).map(drop),
            Operation::SignOnWithoutRefresh => self.sign_on(&clients.brief).map(drop),
            Operation::Authorize => self.authorize(&clients.es256).map(drop),
            Operation::ClientCredentials => {
                let form = "grant_type=client_credentials&scope=records%3Aread";
                self.token(&clients.machine, form).map(drop)
            }
            Operation::Refresh => self.refresh(),
            Operation::Introspect => self.introspect(),
            Operation::UserInfo => self.userinfo(),
            Operation::Discovery => self.fetch("/.well-known/openid-configuration"),
            Operation::Jwks => self.fetch("/jwks"),
        }
    }

    /// The authorization request; the code.
    fn authorize(&mut self, client: &Client) -> Outcome<String> {
        self.turn += 1;
        let browser = self.browsers.get(self.turn % self.browsers.len().max(1)).ok_or("no browser")?;
        let path = authorization_path(client, self.turn);
        let answer =
            self.connection.send(Request::get(&path).with_cookies(browser.cookies()))?.expect(303)?;
        let code =
            answer.location.split_once("code=").map(|(_, rest)| rest.split('&').next().unwrap_or_default());
        code.map(str::to_owned).ok_or_else(|| format!("no code: {answer:?}"))
    }

    fn sign_on(&mut self, client: &Client) -> Outcome<Answer> {
        let code = self.authorize(client)?;
        let redirect_uri = escaped(REDIRECT_URI);
        let form = format!(
            "grant_type=authorization_code&code={code}&redirect_uri={redirect_uri}&code_verifier={CODE_VERIFIER}"
        );
        self.token(client, &form)
    }

    fn sign_on_and_ask(&mut self) -> Outcome<()> {
        let answer = self.sign_on(&self.clients.es256)?;
        self.bearer = format!("Bearer {}", answer.member("access_token")?);
        self.userinfo()
    }

    fn token(&mut self, client: &Client, form: &str) -> Outcome<Answer> {
        let request = Request::post("/token", form).authorized(&client.authorization);
        self.connection.send(request)?.expect(200)
    }

    fn refresh(&mut self) -> Outcome<()> {
        let form = format!("grant_type=refresh_token&refresh_token={}", self.refresh_token);
        self.refresh_token = self.token(&self.clients.es256, &form)?.member("refresh_token")?;
        Ok(())
    }

    fn introspect(&mut self) -> Outcome<()> {
        let form = format!("token={}", self.access_token);
        let request = Request::post("/introspect", &form).authorized(&self.clients.es256.authorization);
        let answer = self.connection.send(request)?.expect(200)?;
        if answer.body.contains("\"active\":true") { Ok(()) } else { Err(format!("not active: {answer:?}")) }
    }

    fn userinfo(&mut self) -> Outcome<()> {
        self.connection.send(Request::get("/userinfo").authorized(&self.bearer))?.expect(200).map(drop)
    }

    fn fetch(&mut self, path: &str) -> Outcome<()> {
        self.connection.send(Request::get(path))?.expect(200).map(drop)
    }
}

/// A sound authorization request. `turn` makes state and nonce new each time, as long as those of stock clients.
pub(crate) fn authorization_path(client: &Client, turn: usize) -> String {
    let redirect_uri = escaped(REDIRECT_URI);
    format!(
        "/authorize?response_type=code&client_id={}&redirect_uri={redirect_uri}&scope=openid%20profile\
         &state={turn:043}&nonce={turn:043}&code_challenge={CODE_CHALLENGE}&code_challenge_method=S256",
        client.id
    )
}
