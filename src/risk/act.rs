//! What is tried, and on whose account. A charge names no budget; `rates` says which budgets pay for it.

use std::fmt;

use base::{AccountId, DeviceId};

use super::Source;

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// Signing in with something that can be guessed, and failing.
    SignIn,
    /// Opening an account.
    Register,
    /// Having a code sent.
    SendCode,
    /// Typing a short code.
    GuessCode,
    /// Authenticating a client, and failing.
    ClientSecret,
    /// Looking for a way back into an account.
    Recover,
    /// Being told of something that others can make happen again and again.
    BeTold,
    /// Telling a document.
    TellDocument,
    /// Having a third party verify something: asked often enough, it tells other people's numbers.
    Verify,
    /// Sending a callback that is refused.
    FalseCallback,
}

impl Act {
    /// Every act there is.
    pub const ALL: [Self; 10] = [
        Self::SignIn,
        Self::Register,
        Self::SendCode,
        Self::GuessCode,
        Self::ClientSecret,
        Self::Recover,
        Self::BeTold,
        Self::TellDocument,
        Self::Verify,
        Self::FalseCallback,
    ];

    /// Its name, in the keys of budgets and in the audit log.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Register => "register",
            Self::SendCode => "send_code",
            Self::GuessCode => "guess_code",
            Self::ClientSecret => "client_secret",
            Self::Recover => "recover",
            Self::BeTold => "be_told",
            Self::TellDocument => "tell_document",
            Self::Verify => "verify",
            Self::FalseCallback => "false_callback",
        }
    }
}

/// On whose account something is tried.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Subject<'a> {
    /// Where the request comes from.
    Source(Source),
    /// The name that is tried, in its normal form or as a keyed hash: a name nobody has counts like any other.
    Name(&'a [u8]),
    /// An account that something before has named.
    Account(AccountId),
    /// A browser that the account tried knows.
    Device(DeviceId),
    /// Whom a message goes to: a number or mail address in its normal form.
    Phone(&'a [u8]),
    /// The client on whose behalf.
    Client(&'a str),
    /// The client that somebody at a source says to be.
    ClientFrom(&'a str, Source),
    /// One thing that is guessed at: the id of a sent code, of a scan.
    Handle(&'a [u8]),
}

/// One attempt, to be paid for by one subject. Shows nothing of the subject but its kind.
#[derive(Clone, PartialEq, Eq)]
pub struct Charge {
    act: Act,
    who: Who,
}

/// A subject that outlives its request.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Who {
    Source(Source),
    Name(Box<[u8]>),
    Account(AccountId),
    Device(DeviceId),
    Phone(Box<[u8]>),
    Client(Box<str>),
    ClientFrom(Box<str>, Source),
    Handle(Box<[u8]>),
}

impl Charge {
    /// An attempt at `act`, to be paid for by `subject`.
    pub fn new(act: Act, subject: Subject<'_>) -> Self {
        let who = match subject {
            Subject::Source(source) => Who::Source(source),
            Subject::Name(name) => Who::Name(name.into()),
            Subject::Account(account) => Who::Account(account),
            Subject::Device(device) => Who::Device(device),
            Subject::Phone(phone) => Who::Phone(phone.into()),
            Subject::Client(client) => Who::Client(client.into()),
            Subject::ClientFrom(client, source) => Who::ClientFrom(client.into(), source),
            Subject::Handle(handle) => Who::Handle(handle.into()),
        };
        Self { act, who }
    }

    /// What is tried.
    pub(super) const fn act(&self) -> Act {
        self.act
    }

    /// Who pays.
    pub(super) const fn who(&self) -> &Who {
        &self.who
    }
}

impl Who {
    /// The kind of subject, in the keys of budgets and in the audit log.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Source(_) => "source",
            Self::Name(_) => "name",
            Self::Account(_) => "account",
            Self::Device(_) => "device",
            Self::Phone(_) => "phone",
            Self::Client(_) => "client",
            Self::ClientFrom(..) => "client_from",
            Self::Handle(_) => "handle",
        }
    }

    /// What tells it from others of its kind.
    pub(super) fn parts(&self) -> [Vec<u8>; 2] {
        let whole = match self {
            Self::Source(source) => source.bytes(),
            Self::Name(bytes) | Self::Phone(bytes) | Self::Handle(bytes) => bytes.to_vec(),
            Self::Account(id) => id.as_bytes().to_vec(),
            Self::Device(id) => id.as_bytes().to_vec(),
            Self::Client(id) => id.as_bytes().to_vec(),
            Self::ClientFrom(id, source) => return [id.as_bytes().to_vec(), source.bytes()],
        };
        [whole, Vec::new()]
    }
}

impl fmt::Debug for Charge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Charge({} by {})", self.act.as_str(), self.who.kind())
    }
}
