//! What happened to the account, newest first.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use base::EventId;
use evidence::transaction;
use ui::{Conclusion, ContactKind, Happening, History, HistoryRow, IdentityLevel, Locale, Method};

use super::visit::Visit;
use crate::audit::Kind;
use crate::http::extract::{Browser, Query};
use crate::http::reply;
use crate::http::routes::HISTORY;
use crate::http::state::Shared;
use crate::self_service::{Event, Told};

/// How many events are on a page.
const PAGE: u32 = 20;

pub(crate) async fn show(
    State(shared): State<Shared>,
    browser: Browser,
    Query(params): Query,
) -> Result<Response, Response> {
    let visit = Visit::open(&shared, &browser).await?;
    let params = params.unwrap_or_default();
    let before = params.get("before").and_then(|id| id.parse::<EventId>().ok());
    // One more than is shown tells whether there are older ones.
    let events = shared.self_service.history(visit.live.account.id, before, PAGE + 1).await;
    let mut events = visit.held(events)?;
    let more = events.len() > PAGE as usize;
    events.truncate(PAGE as usize);
    let names = visit.held(shared.self_service.entity_names(&events).await)?;
    let last = events.last().filter(|_| more);
    let view = History {
        older_href: last.map(|event| format!("{HISTORY}?before={}", event.id)),
        newest_href: before.map(|_| HISTORY.to_owned()),
        rows: events.iter().filter_map(|event| row(&visit, event, &names)).collect(),
        now: shared.ground.now(),
    };
    Ok(visit.page(&[], ui::history(&visit.frame, &view)))
}

fn row(visit: &Visit<'_>, event: &Event, entities: &BTreeMap<String, String>) -> Option<HistoryRow> {
    let locale = visit.frame.locale;
    Some(HistoryRow {
        at: event.at,
        what: happening(event, || platform(visit, event), entities)?,
        methods: methods(&event.told),
        device: device(locale, &event.told),
        place: event.told.place.clone(),
    })
}

/// The name of the platform that an event concerns.
fn platform(visit: &Visit<'_>, event: &Event) -> String {
    let id = event.client.as_deref().unwrap_or_default();
    let client = visit.shared.clients.find_any(id);
    client.map_or_else(|| id.to_owned(), |client| reply::asking(&client, visit.frame.locale).name)
}

/// What a kind of entry is to the person; nothing for what went on between clients and tokens.
fn happening(
    event: &Event,
    platform: impl FnOnce() -> String,
    entities: &BTreeMap<String, String>,
) -> Option<Happening> {
    let entity = || entities.get(&event.told.entity).cloned();
    Some(match event.kind {
        Kind::AccountRegistered => Happening::Registered,
        Kind::AccountImported => Happening::Imported,
        Kind::AccountStatus => Happening::StatusChanged,
        Kind::SignedIn => Happening::SignedIn,
        Kind::SignInRefused => Happening::SignInRefused,
        Kind::Limited => Happening::Limited,
        Kind::SessionEnded => Happening::SignedOut,
        Kind::PasskeyAdded => Happening::PasskeyAdded,
        Kind::PasskeyRemoved => Happening::PasskeyRemoved,
        Kind::PasskeyCloned => Happening::PasskeyCopied,
        Kind::TotpAdded => Happening::TotpAdded,
        Kind::TotpRemoved => Happening::TotpRemoved,
        Kind::RecoveryCodesMade => Happening::RecoveryCodesMade,
        Kind::SecondStepChanged => Happening::TwoStepsChanged,
        Kind::PasswordChanged => Happening::PasswordChanged,
        Kind::ContactChanged => {
            Happening::ContactChanged { kind: ContactKind::from_path(&event.told.contact) }
        }
        Kind::DeviceForgotten => Happening::DeviceForgotten,
        Kind::ScanApproved => Happening::ScanApproved,
        Kind::ScanDenied => Happening::ScanDenied,
        Kind::RecoveryStarted => Happening::RecoveryStarted,
        Kind::RecoveryCancelled => Happening::RecoveryCancelled,
        Kind::RecoveryFinished => Happening::RecoveryFinished,
        Kind::ConsentGiven => Happening::ConsentGiven { platform: platform() },
        Kind::ConsentRefused => Happening::ConsentRefused { platform: platform() },
        Kind::ConsentWithdrawn => Happening::ConsentWithdrawn { platform: platform() },
        Kind::IdentityClaimed => Happening::IdentityTold,
        Kind::IdentityMoved => Happening::IdentityMoved,
        Kind::VerificationStarted => Happening::VerificationStarted,
        Kind::VerificationConcluded => {
            Happening::VerificationConcluded { conclusion: conclusion(&event.told) }
        }
        Kind::EvidenceDisputed => Happening::EvidenceDisputed,
        Kind::LevelRecomputed => {
            Happening::LevelChanged { level: event.told.after.map(IdentityLevel::from_number) }
        }
        Kind::DelegationInvited => Happening::DelegationInvited { entity: entity() },
        Kind::DelegationConfirmed => Happening::DelegationConfirmed { entity: entity() },
        Kind::DelegationDeclined | Kind::DelegationEnded | Kind::DelegationRevoked => {
            Happening::DelegationEnded { entity: entity() }
        }
        Kind::DataExported => Happening::Exported,
        Kind::AccountClosed => Happening::Closed,
        Kind::CodeRedeemed
        | Kind::CodeReused
        | Kind::Refreshed
        | Kind::RefreshReused
        | Kind::TokenRevoked
        | Kind::LogoutDelivered
        | Kind::LogoutFailed
        | Kind::MessageFailed
        | Kind::PlatformChanged
        | Kind::ClientChanged
        | Kind::ClientSecretChanged
        | Kind::KeyChanged
        | Kind::BackupTaken
        | Kind::BackupRestored
        | Kind::CallbackRefused
        | Kind::CallbackConflict
        | Kind::ProviderChanged
        | Kind::ProviderKeyChanged
        | Kind::EntityChanged
        | Kind::EntityRole => return None,
    })
}

fn conclusion(told: &Told) -> Conclusion {
    match transaction::State::parse(&told.state) {
        Some(transaction::State::Passed) => Conclusion::Passed,
        Some(transaction::State::Failed) => Conclusion::Failed,
        Some(
            transaction::State::Created
            | transaction::State::Started
            | transaction::State::Cancelled
            | transaction::State::Expired
            | transaction::State::Error,
        )
        | None => Conclusion::Unfinished,
    }
}

/// How somebody proved who they are, as far as the words of `amr` tell. Of a sign-in let in from another device the
/// words are that device's: what was done here is the letting in.
fn methods(told: &Told) -> Vec<Method> {
    let has = |word: &str| told.amr.split_whitespace().any(|own| own == word);
    if has("mca") {
        return vec![Method::Phone];
    }
    let all = [
        (has("pwd"), Method::Password),
        (has("hwk") || has("swk"), Method::Passkey),
        (has("otp"), Method::Code),
        (has("sms"), Method::Sms),
    ];
    all.into_iter().filter(|(there, _)| *there).map(|(_, method)| method).collect()
}

fn device(locale: Locale, told: &Told) -> String {
    if told.device.is_empty() { String::new() } else { ui::device_words(locale, &told.device) }
}

#[cfg(test)]
mod tests {
    use base::{SeededRng, Time};

    use super::*;
    use crate::self_service::SHOWN;

    fn event(kind: Kind) -> Event {
        let id = EventId::random(&SeededRng::new(1));
        Event { id, at: Time::from_seconds(0), kind, client: None, session: None, told: Told::default() }
    }

    #[test]
    fn what_is_read_is_shown_and_nothing_else_is() {
        for kind in Kind::ALL {
            let shown = happening(&event(*kind), String::new, &BTreeMap::new()).is_some();
            assert_eq!(shown, SHOWN.contains(kind), "{}", kind.as_str());
        }
    }

    #[test]
    fn methods_are_told_as_far_as_words_tell() {
        let of = |amr: &str| methods(&Told { amr: amr.to_owned(), ..Told::default() });
        assert_eq!(of("pwd otp mfa"), [Method::Password, Method::Code]);
        assert_eq!(of("hwk user phr mfa"), [Method::Passkey]);
        assert_eq!(of("pwd sms mfa mca"), [Method::Phone]);
        assert_eq!(of(""), []);
    }

    #[test]
    fn no_device_is_told_where_none_is_known() {
        assert_eq!(device(Locale::default(), &Told::default()), "");
    }
}
