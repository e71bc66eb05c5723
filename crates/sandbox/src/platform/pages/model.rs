//! Rows and boxes of the pages, made from sessions and events.

use base::Time;
use serde_json::Value;

use crate::language::Language;
use crate::moment::Moment;
use crate::platform::level::Level;
use crate::platform::logouts::{Channel, LogoutEvent, Outcome};
use crate::platform::place::Service;
use crate::platform::session::Session;
use crate::platform::words::Words;

/// A service in the list.
pub(super) struct ServiceTile {
    pub(super) slug: &'static str,
    pub(super) name: &'static str,
    pub(super) level: String,
}

impl ServiceTile {
    pub(super) fn new(service: &'static Service, language: Language) -> Self {
        Self {
            slug: service.slug,
            name: language.pick(service.name_zh, service.name_en),
            level: language.words().level_in_words(service.level),
        }
    }
}

/// One claim in a table.
pub(super) struct ClaimRow {
    pub(super) name: String,
    /// The value as the issuer sent it; texts without quotes.
    pub(super) value: String,
    /// The value as a moment, if it is one.
    pub(super) moment: Option<Moment>,
    pub(super) meaning: &'static str,
}

impl ClaimRow {
    pub(super) fn new(name: &str, value: &Value, w: &'static Words) -> Self {
        let is_moment = matches!(name, "iat" | "exp" | "auth_time" | "updated_at");
        Self {
            name: name.to_owned(),
            value: value.as_str().map_or_else(|| value.to_string(), str::to_owned),
            moment: value.as_i64().filter(|_| is_moment).map(|at| Moment::new(Time::from_seconds(at))),
            meaning: w.claim_in_words(name),
        }
    }
}

/// The login in words.
pub(super) struct Login {
    /// Who is signed in, as far as the platform was told.
    pub(super) who: String,
    pub(super) acr: Option<String>,
    pub(super) acr_words: Option<String>,
    pub(super) asked: Option<String>,
    pub(super) methods: Vec<String>,
    pub(super) signed_in_at: Option<Moment>,
    pub(super) access: AccessToken,
    pub(super) refresh: RefreshToken,
    pub(super) steps: Steps,
    /// The level to ask for next.
    pub(super) next: Option<NextLevel>,
}

/// How long the access token lasts.
pub(super) enum AccessToken {
    Until(Moment),
    Over(Moment),
    OpenEnd,
}

/// Whether the session can be prolonged.
pub(super) enum RefreshToken {
    Held,
    Absent,
}

/// Whether the person signed in with two steps.
pub(super) enum Steps {
    One,
    Two,
}

/// A level above the present one.
pub(super) struct NextLevel {
    pub(super) acr: String,
    pub(super) words: String,
}

impl Login {
    pub(super) fn of(session: &Session, w: &'static Words, now: Time) -> Self {
        let claim = |name: &str| session.claims.get(name).and_then(Value::as_str).map(str::to_owned);
        let acr = claim("acr");
        let level = acr.as_deref().and_then(|acr| acr.parse::<Level>().ok());
        let methods = session.claims.get("amr").and_then(Value::as_array).into_iter().flatten();
        let signed_in_at = session.claims.get("auth_time").and_then(Value::as_i64);
        Self {
            who: claim("name").or_else(|| claim("preferred_username")).unwrap_or_else(|| session.sub.clone()),
            steps: match level {
                Some(level) if level.satisfies(Level::TWO_STEPS) => Steps::Two,
                Some(_) | None => Steps::One,
            },
            acr_words: level.map(|level| w.level_in_words(level)),
            next: level
                .and_then(Level::above)
                .map(|next| NextLevel { acr: next.to_string(), words: w.level_in_words(next) }),
            acr,
            asked: Some(session.acr_values.join(" ")).filter(|asked| !asked.is_empty()),
            methods: methods.filter_map(Value::as_str).map(|amr| w.method_in_words(amr)).collect(),
            signed_in_at: signed_in_at.map(|at| Moment::new(Time::from_seconds(at))),
            access: match session.access_expires {
                Some(at) if at > now => AccessToken::Until(Moment::new(at)),
                Some(at) => AccessToken::Over(Moment::new(at)),
                None => AccessToken::OpenEnd,
            },
            refresh: if session.refresh_token.is_some() { RefreshToken::Held } else { RefreshToken::Absent },
        }
    }
}

/// One logout in the list.
pub(super) struct EventRow {
    pub(super) at: Moment,
    pub(super) channel: &'static str,
    pub(super) sid: String,
    pub(super) sub: String,
    pub(super) outcome: String,
    /// `ended`, `ended-before` or `refused`.
    pub(super) kind: &'static str,
}

impl EventRow {
    pub(super) fn new(event: &LogoutEvent, w: &'static Words) -> Self {
        let (kind, outcome) = match event.outcome {
            Outcome::Ended(0) => ("ended-before", w.ended_before.to_owned()),
            Outcome::Ended(sessions) => ("ended", format!("{} {sessions}", w.ended)),
            Outcome::Refused(refusal) => ("refused", format!("{}: {refusal}", w.refused)),
        };
        Self {
            at: Moment::new(event.at),
            channel: match event.channel {
                Channel::Back => w.channel_back,
                Channel::Front => w.channel_front,
                Channel::Own => w.channel_own,
            },
            sid: event.sid.clone().unwrap_or_default(),
            sub: event.sub.clone().unwrap_or_default(),
            outcome,
            kind,
        }
    }
}
