//! How a house behaves, well or badly, and what it does to everything that reaches it.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use http::StatusCode;

use super::city::City;
use super::partner::Partner;

/// How a provider behaves. The first four concern every call; the others what it says: its callbacks, or its signed
/// answers (see [`ProviderCity::set`](super::ProviderCity::set)). Each attempt looks at the behaviour anew, so that a
/// provider may mend its ways between two of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Behaviour {
    /// Does what it should.
    #[default]
    Faithful,
    /// Answers and calls back so much later.
    Slow(Duration),
    /// Cuts calls off without an answer, and does not call back while it is so.
    Down,
    /// Answers 500, and does not call back while it is so.
    Breaks,
    /// Never calls back.
    Never,
    /// Says the very same so many times, though the first was heard.
    Repeat(u32),
    /// Comes with GET, and comes again with POST at the next attempt only if told so.
    GetInstead,
    /// Holds a callback back until another one was sent, or until it behaves otherwise.
    Reorder,
    /// Says a second time, under the same id, the opposite.
    SameIdOtherBody,
    /// Says something else than it signed.
    Tampered,
    /// Says that it spoke an hour ago.
    OldTimestamp,
    /// Says that it will speak in an hour.
    FutureTimestamp,
    /// Signs with its next key: see [`ProviderCity::next_key`](super::ProviderCity::next_key).
    RotatedKey,
    /// Signs with a key that nobody was told of.
    UnknownKey,
    /// Speaks of another person than it was asked about. A language that names no person: of another reference; and
    /// where that is not said either, as if faithful.
    WrongSubject,
    /// Says that the time is over, whatever was decided.
    Expired,
    /// Says it in more than 64 KiB.
    Oversized,
    /// Speaks to another issuer. Where the language does not name whom it speaks to: of a verification that is not this
    /// issuer's.
    OtherAudience,
    /// Does not sign.
    NoSignature,
    /// Says that it does not sign (`none`).
    AlgNone,
    /// Signs with the key of another provider of the city.
    OtherProvidersKey,
}

impl Behaviour {
    /// Whether it concerns every call rather than what is said.
    pub(super) const fn is_of_calls(self) -> bool {
        matches!(self, Self::Faithful | Self::Slow(_) | Self::Down | Self::Breaks | Self::WrongSubject)
    }
}

/// Who decides what comes of a verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deciding {
    /// The people of the city: who is known passes. There is no page to visit.
    ByRegister,
    /// The same, in the answer to the first call where the language can say it there.
    AtOnce,
    /// A tester: [`ProviderCity::decide`](super::ProviderCity::decide) or the buttons of the page.
    ByTester,
}

/// Meets every call to a house before it does.
pub(super) async fn at_the_door(
    State((city, partner)): State<(Arc<City>, Partner)>,
    request: Request,
    next: Next,
) -> Response {
    let behaviour = city.with(partner, |desk| {
        desk.calls += 1;
        desk.answers
    });
    match behaviour {
        Behaviour::Down => cut(),
        Behaviour::Breaks => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Behaviour::Slow(span) => {
            let answer = next.run(request).await;
            tokio::time::sleep(span).await;
            answer
        }
        Behaviour::Faithful
        | Behaviour::Never
        | Behaviour::Repeat(_)
        | Behaviour::GetInstead
        | Behaviour::Reorder
        | Behaviour::SameIdOtherBody
        | Behaviour::Tampered
        | Behaviour::OldTimestamp
        | Behaviour::FutureTimestamp
        | Behaviour::RotatedKey
        | Behaviour::UnknownKey
        | Behaviour::WrongSubject
        | Behaviour::Expired
        | Behaviour::Oversized
        | Behaviour::OtherAudience
        | Behaviour::NoSignature
        | Behaviour::AlgNone
        | Behaviour::OtherProvidersKey => next.run(request).await,
    }
}

/// An answer that breaks off before it begins.
fn cut() -> Response {
    let broken = async { Err::<Bytes, io::Error>(io::ErrorKind::ConnectionReset.into()) };
    Body::from_stream(stream::once(broken)).into_response()
}
