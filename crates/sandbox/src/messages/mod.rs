//! A provider of text messages and mail: takes signed calls, sends nothing, and shows what it was given.
//!
//! The call is a JSON Web Token of the issuer (RFC 7515, RFC 7519) as the body of a POST to `/sms` or `/mail`. The
//! provider knows the issuer by its published keys alone. It keeps the last 200 messages for people (`/`), for programs
//! (`/messages.json`) and for tests, and misbehaves when told to. It shares no code with the service it stands for.

mod behaviour;
mod book;
mod call;
mod line;
mod look;
mod message;
mod pages;
mod routes;
mod words;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base::Time;

use crate::origin::Origin;
use crate::provider::Provider;
use crate::server::{self, Server};
use crate::wire::Wire;
use crate::{Environment, SandboxError};
use book::Book;
use line::{Cut, Line};

pub use crate::jwt::JwtRefusal;
pub use behaviour::Behaviour;
pub use call::CallRefusal;
pub use message::{Channel, Message, Purpose};

/// What makes a provider.
#[derive(Clone, Debug)]
pub struct MessageOptions {
    /// The issuer whose calls it takes, exactly as the issuer names itself.
    pub issuer: String,
    /// The origin under which it is reached, for example `http://127.0.0.1:8083`. Empty: the address it listens on.
    pub public_url: String,
    /// Whom calls must be meant for (`aud`). Empty: the origin.
    pub audience: String,
    /// Where it listens. Port 0 takes a free one.
    pub listen: SocketAddr,
}

/// A running provider. Dropping it stops it at once; [`MessageProvider::stop`] lets open requests finish.
pub struct MessageProvider {
    desk: Arc<Desk>,
    server: Server,
}

impl MessageProvider {
    /// Starts a provider with the machine's clock. The issuer need not run yet.
    ///
    /// # Errors
    /// When the address is taken or an option is unusable.
    pub async fn start(options: MessageOptions) -> Result<Self, SandboxError> {
        Self::start_in(options, Environment::default()).await
    }

    /// Starts a provider with the given clock and trust.
    ///
    /// # Errors
    /// When the address is taken or an option is unusable.
    pub async fn start_in(options: MessageOptions, environment: Environment) -> Result<Self, SandboxError> {
        let (listener, address) = server::listen(options.listen).await?;
        let desk = Arc::new(Desk::new(&options, address, environment)?);
        let line = Line::new(listener, desk.cut.clone());
        let server = Server::start(line, address, routes::router(Arc::clone(&desk)));
        Ok(Self { desk, server })
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// The origin under which it is reached, without a slash at the end.
    pub fn public_url(&self) -> &str {
        self.desk.origin.as_str()
    }

    /// Where text messages are handed over.
    pub fn sms_url(&self) -> String {
        self.desk.origin.at("/sms")
    }

    /// Where mail is handed over.
    pub fn mail_url(&self) -> String {
        self.desk.origin.at("/mail")
    }

    /// Behaves so from now on, until told otherwise.
    pub fn behave(&self, behaviour: Behaviour) {
        match behaviour {
            Behaviour::Down => self.desk.cut.cut(),
            Behaviour::Takes | Behaviour::Slow(_) | Behaviour::Breaks | Behaviour::Busy { .. } => {
                self.desk.cut.mend();
            }
        }
        self.desk.book().behaviour = behaviour;
    }

    /// The messages, newest first, at most 200.
    pub fn messages(&self) -> Vec<Message> {
        self.desk.book().messages(None)
    }

    /// The messages to one phone or mailbox, newest first. A mainland number may be given with or without +86.
    pub fn messages_to(&self, to: &str) -> Vec<Message> {
        self.desk.book().messages(Some(to))
    }

    /// The code in the newest message to one phone or mailbox that has one.
    pub fn code_for(&self, to: &str) -> Option<String> {
        self.messages_to(to).into_iter().find_map(|message| message.code)
    }

    /// How many calls came in, taken or not, since the start. Connections cut off while it is down do not count.
    pub fn calls(&self) -> usize {
        self.desk.book().calls
    }

    /// Why the latest calls were refused, newest first, at most 20.
    pub fn refusals(&self) -> Vec<CallRefusal> {
        self.desk.book().refusals().map(|refused| refused.why).collect()
    }

    /// Stops listening, lets open requests finish for two seconds, then ends.
    pub async fn stop(self) {
        self.server.stop().await;
    }
}

/// The provider as its handlers see it.
struct Desk {
    origin: Origin,
    audience: String,
    provider: Provider,
    environment: Environment,
    cut: Cut,
    book: Mutex<Book>,
}

impl Desk {
    fn new(
        options: &MessageOptions,
        address: SocketAddr,
        environment: Environment,
    ) -> Result<Self, SandboxError> {
        let origin = Origin::reached_at(&options.public_url, address)?;
        let audience = match options.audience.as_str() {
            "" => origin.as_str().to_owned(),
            audience => audience.to_owned(),
        };
        let wire = Wire::new(&environment)?;
        Ok(Self {
            provider: Provider::new(&options.issuer, wire, Arc::clone(&environment.clock))?,
            origin,
            audience,
            environment,
            cut: Cut::default(),
            book: Mutex::new(Book::new()),
        })
    }

    fn now(&self) -> Time {
        self.environment.clock.now()
    }

    /// Never held across a wait.
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
