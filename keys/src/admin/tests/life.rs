//! Keys from generation to destruction, by command.

use base::Secret;
use proto::jose::{Algorithm, Jwk, JwkSet};
use serde_json::json;

use super::refusal;
use crate::admin::{Form, Mode, Outcome, SecretUse, Selection, Who};
use crate::custody::{KekSource, KeyAction};
use crate::rotation::{CalendarRefusal, Force, RotationPolicy, StateName, TransitionRefusal};
use crate::tests::{Bench, DAY, HOUR, START, kek, kid_of, who};
use crate::{KekError, KeyError, KeyRefusal, KeyUse, MacPurpose};

const ALG: Algorithm = Algorithm::ES256;

fn emergency() -> Force {
    Force::Emergency { reason: "stolen".to_owned() }
}

async fn state_of(bench: &Bench, kid: &str) -> StateName {
    bench.admin().show(kid).await.unwrap().state
}

#[tokio::test]
async fn rotation_by_command_goes_through_all_states() {
    let bench = Bench::new();
    bench.open().await;
    let admin = bench.admin();
    let old = kid_of(&admin.list().await.unwrap(), ALG, StateName::Active).unwrap();

    let made = admin.rotate(ALG, &who(), Mode::Apply).await.unwrap();
    assert_eq!((made.outcome, made.action), (Outcome::Applied, Some(KeyAction::Generated)));
    assert_eq!(made.usable_from, Some(START.plus(DAY)));
    let new = made.kid.unwrap();

    let waiting = admin.rotate(ALG, &who(), Mode::Apply).await.unwrap();
    assert_eq!((waiting.outcome, waiting.usable_from), (Outcome::Nothing, Some(START.plus(DAY))));
    assert_eq!(state_of(&bench, &new).await, StateName::Next);

    bench.clock.advance(DAY);
    let switched = admin.rotate(ALG, &who(), Mode::Apply).await.unwrap();
    assert_eq!(switched.action, Some(KeyAction::Activated));
    assert_eq!(switched.detail["replaces"], json!(old));
    assert_eq!(state_of(&bench, &old).await, StateName::Retiring);

    bench.clock.advance(DAY);
    admin.retire(&old, &Force::No, &who(), Mode::Apply).await.unwrap();
    admin.destroy(&old, &who(), Mode::Apply).await.unwrap();
    assert_eq!(refusal(admin.show(&old).await), KeyRefusal::UnknownKey { kid: old.clone() });
    assert!(!bench.vault.contents().blobs.iter().any(|blob| blob.name.contains(&old)));
    let actions: Vec<KeyAction> = bench.vault.acts().iter().map(|act| act.action).collect();
    assert_eq!(
        actions,
        [
            KeyAction::Initialised,
            KeyAction::Generated,
            KeyAction::Activated,
            KeyAction::Retired,
            KeyAction::Destroyed
        ]
    );
    assert!(bench.vault.acts().iter().skip(1).all(|act| act.who == "operator" && act.why == "drill"));
}

#[tokio::test]
async fn dry_run_changes_nothing() {
    let bench = Bench::new();
    bench.open().await;
    let before = bench.vault.contents();
    let change = bench.admin().generate(ALG, None, &who(), Mode::DryRun).await.unwrap();
    assert_eq!((change.outcome, change.kid), (Outcome::WouldApply, None));
    assert_eq!(bench.vault.contents(), before);
    assert_eq!(bench.vault.acts().len(), 1);
}

#[tokio::test]
async fn dry_run_is_refused_like_the_act() {
    let bench = Bench::new();
    bench.open().await;
    let refused = refusal(bench.admin().generate(Algorithm::EdDSA, None, &who(), Mode::DryRun).await);
    assert_eq!(refused, KeyRefusal::NotInCalendar(Algorithm::EdDSA));
}

#[tokio::test]
async fn refused_without_who_or_why() {
    let bench = Bench::new();
    bench.open().await;
    for nobody in [
        Who { who: " ".to_owned(), why: "drill".to_owned() },
        Who { who: "operator".to_owned(), why: String::new() },
    ] {
        let refused = refusal(bench.admin().generate(ALG, None, &nobody, Mode::Apply).await);
        assert_eq!(refused, KeyRefusal::NoReason);
    }
}

#[tokio::test]
async fn refused_when_a_next_key_exists() {
    let bench = Bench::new();
    bench.open().await;
    let admin = bench.admin();
    let kid = admin.generate(ALG, None, &who(), Mode::Apply).await.unwrap().kid.unwrap();
    let refused = refusal(admin.generate(ALG, None, &who(), Mode::Apply).await);
    assert_eq!(refused, KeyRefusal::NextExists { what: "ES256".to_owned(), kid });
}

#[tokio::test]
async fn refused_when_activated_too_early() {
    let bench = Bench::new();
    bench.open().await;
    let admin = bench.admin();
    let kid = admin.generate(ALG, None, &who(), Mode::Apply).await.unwrap().kid.unwrap();
    bench.clock.advance(23 * HOUR);
    let refused = refusal(admin.activate(&kid, &Force::No, &who(), Mode::Apply).await);
    let too_early = TransitionRefusal::TooEarly { until: START.plus(DAY) };
    assert_eq!(refused, KeyRefusal::State { kid: kid.clone(), refusal: too_early });
    bench.clock.advance(HOUR);
    assert!(admin.activate(&kid, &Force::No, &who(), Mode::Apply).await.is_ok());
}

#[tokio::test]
async fn emergency_activates_at_once_and_is_audited_with_its_reason() {
    let bench = Bench::new();
    bench.open().await;
    let admin = bench.admin();
    let kid = admin.generate(ALG, None, &who(), Mode::Apply).await.unwrap().kid.unwrap();
    admin.activate(&kid, &emergency(), &who(), Mode::Apply).await.unwrap();
    assert_eq!(state_of(&bench, &kid).await, StateName::Active);
    assert_eq!(bench.vault.acts().last().unwrap().detail["emergency"], "stolen");
}

#[tokio::test]
async fn refused_when_emergency_has_no_reason() {
    let bench = Bench::new();
    bench.open().await;
    let force = Force::Emergency { reason: " ".to_owned() };
    let refused = refusal(bench.admin().activate("any", &force, &who(), Mode::Apply).await);
    assert_eq!(refused, KeyRefusal::NoEmergencyReason);
}

#[tokio::test]
async fn refused_when_activating_what_was_never_published() {
    let bench = Bench::new();
    bench.open().await;
    let admin = bench.admin();
    let active = kid_of(&admin.list().await.unwrap(), ALG, StateName::Active).unwrap();
    let refused = refusal(admin.activate(&active, &emergency(), &who(), Mode::Apply).await);
    assert_eq!(refused, KeyRefusal::State { kid: active, refusal: TransitionRefusal::NotNext });
    let unknown = refusal(admin.activate("nobody", &Force::No, &who(), Mode::Apply).await);
    assert_eq!(unknown, KeyRefusal::UnknownKey { kid: "nobody".to_owned() });
}

#[tokio::test]
async fn refused_when_retiring_the_last_key_even_in_an_emergency() {
    let bench = Bench::new();
    bench.open().await;
    let admin = bench.admin();
    let kid = kid_of(&admin.list().await.unwrap(), ALG, StateName::Active).unwrap();
    for force in [Force::No, emergency()] {
        let refused = refusal(admin.retire(&kid, &force, &who(), Mode::Apply).await);
        assert_eq!(refused, KeyRefusal::LastActive { kid: kid.clone(), what: "ES256".to_owned() });
    }
}

#[tokio::test]
async fn refused_when_retiring_what_still_verifies() {
    let bench = Bench::new();
    bench.open().await;
    let admin = bench.admin();
    let old = kid_of(&admin.list().await.unwrap(), ALG, StateName::Active).unwrap();
    let new = admin.generate(ALG, None, &who(), Mode::Apply).await.unwrap().kid.unwrap();
    admin.activate(&new, &emergency(), &who(), Mode::Apply).await.unwrap();
    let refused = refusal(admin.retire(&old, &Force::No, &who(), Mode::Apply).await);
    let needed = TransitionRefusal::StillNeeded { until: Some(START.plus(DAY)) };
    assert_eq!(refused, KeyRefusal::State { kid: old.clone(), refusal: needed });
    assert!(admin.retire(&old, &emergency(), &who(), Mode::Apply).await.is_ok());
}

#[tokio::test]
async fn refused_when_destroying_what_is_not_retired() {
    let bench = Bench::new();
    bench.open().await;
    let admin = bench.admin();
    let kid = admin.generate(ALG, None, &who(), Mode::Apply).await.unwrap().kid.unwrap();
    let refused = refusal(admin.destroy(&kid, &who(), Mode::Apply).await);
    assert_eq!(refused, KeyRefusal::State { kid: kid.clone(), refusal: TransitionRefusal::NotRetired });
    admin.retire(&kid, &Force::No, &who(), Mode::Apply).await.unwrap();
    assert!(admin.destroy(&kid, &who(), Mode::Apply).await.is_ok());
}

#[tokio::test]
async fn refused_when_retiring_the_index_key() {
    let bench = Bench::new();
    let keyring = bench.open().await;
    let index = keyring.keys().into_iter().find(|key| key.usage == KeyUse::Index).unwrap().kid;
    let refused = refusal(bench.admin().retire(&index, &emergency(), &who(), Mode::Apply).await);
    assert_eq!(refused, KeyRefusal::IndexKey { kid: index });
}

#[tokio::test]
async fn replaced_secret_ends_by_force_only() {
    let bench = Bench::new();
    let keyring = bench.open().await;
    let old = keyring.keys().into_iter().find(|key| key.usage == KeyUse::Mac).unwrap().kid;
    bench.admin().rotate_secret(SecretUse::Mac, &who(), Mode::Apply).await.unwrap();
    bench.clock.advance(HOUR);
    keyring.reload_if_changed().await.unwrap();
    keyring.tick().await.unwrap();
    let refused = refusal(bench.admin().retire(&old, &Force::No, &who(), Mode::Apply).await);
    let needed = TransitionRefusal::StillNeeded { until: None };
    assert_eq!(refused, KeyRefusal::State { kid: old.clone(), refusal: needed });
    bench.admin().retire(&old, &emergency(), &who(), Mode::Apply).await.unwrap();
    keyring.reload_if_changed().await.unwrap();
    assert_eq!(keyring.mac_candidates(MacPurpose::Csrf, &[]).len(), 1);
}

#[tokio::test]
async fn refused_when_a_next_secret_exists() {
    let bench = Bench::new();
    bench.open().await;
    let admin = bench.admin();
    let kid = admin.rotate_secret(SecretUse::Seal, &who(), Mode::Apply).await.unwrap().kid.unwrap();
    let refused = refusal(admin.rotate_secret(SecretUse::Seal, &who(), Mode::Apply).await);
    assert_eq!(refused, KeyRefusal::NextExists { what: "sealing".to_owned(), kid });
}

#[tokio::test]
async fn refused_on_an_empty_vault() {
    let bench = Bench::new();
    assert_eq!(refusal(bench.admin().list().await), KeyRefusal::VaultEmpty);
}

#[tokio::test]
async fn calendar_set_by_command_survives_restarts_until_the_configuration_changes() {
    let mut bench = Bench::new();
    bench.open().await;
    let shorter = RotationPolicy { period: 30 * DAY, ..bench.policy.clone() };
    bench.admin().set_calendar(&shorter, &who(), Mode::Apply).await.unwrap();
    assert_eq!(bench.open().await.calendar(), shorter);
    bench.policy.period = 60 * DAY;
    assert_eq!(bench.open().await.calendar(), bench.policy);
    assert_eq!(bench.admin().calendar().await.unwrap(), bench.policy);
}

#[tokio::test]
async fn refused_when_calendar_contradicts_itself() {
    let bench = Bench::new();
    bench.open().await;
    let calendar = RotationPolicy { jwks_max_age: 2 * DAY, ..bench.policy.clone() };
    let refused = refusal(bench.admin().set_calendar(&calendar, &who(), Mode::Apply).await);
    assert_eq!(refused, KeyRefusal::Calendar(CalendarRefusal::MaxAgeTooLong));
}

#[tokio::test]
async fn setting_the_same_calendar_does_nothing() {
    let bench = Bench::new();
    bench.open().await;
    let change = bench.admin().set_calendar(&bench.policy, &who(), Mode::Apply).await.unwrap();
    assert_eq!(change.outcome, Outcome::Nothing);
    assert_eq!(bench.vault.acts().len(), 1);
}

#[tokio::test]
async fn rewrapped_vault_opens_with_the_new_key_only() {
    let mut bench = Bench::new();
    let body = bench.open().await.published().body.clone();
    let admin = bench.admin();
    admin.rewrap(&kek(2), &who(), Mode::Apply).await.unwrap();
    assert!(admin.list().await.is_ok());
    assert!(matches!(bench.try_open().await.err(), Some(KeyError::Kek(KekError::Wrong))));
    bench.kek = kek(2);
    assert_eq!(bench.open().await.published().body, body);
}

#[tokio::test]
async fn vault_moves_from_a_key_to_a_passphrase() {
    let mut bench = Bench::new();
    bench.open().await;
    let passphrase = KekSource::Passphrase(Secret::from("correct horse battery"));
    bench.admin().rewrap(&passphrase, &who(), Mode::Apply).await.unwrap();
    bench.kek = passphrase.clone();
    bench.open().await;
    let refused = refusal(bench.admin().rewrap(&passphrase, &who(), Mode::Apply).await);
    assert_eq!(refused, KeyRefusal::SameKek);
}

#[tokio::test]
async fn refused_when_rewrapped_with_the_same_key() {
    let bench = Bench::new();
    bench.open().await;
    for mode in [Mode::Apply, Mode::DryRun] {
        assert_eq!(refusal(bench.admin().rewrap(&kek(1), &who(), mode).await), KeyRefusal::SameKek);
    }
}

#[tokio::test]
async fn running_node_reads_a_replaced_key_file() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (folder.path().join("kek"), folder.path().join("kek.new"));
    for path in [&old, &new] {
        crate::Kek::create_file(path, &base::SystemRng).unwrap();
    }
    let mut bench = Bench::new();
    bench.kek = KekSource::File(old.clone());
    let keyring = bench.open().await;
    bench.admin().rewrap(&KekSource::File(new.clone()), &who(), Mode::Apply).await.unwrap();
    assert!(matches!(keyring.reload_if_changed().await, Err(KeyError::Kek(KekError::Wrong))));
    assert!(keyring.sign(ALG, "JWT", &json!({})).is_ok());
    std::fs::rename(new, old).unwrap();
    assert!(keyring.reload_if_changed().await.is_ok());
}

#[tokio::test]
async fn public_parts_are_exported_in_both_forms() {
    let bench = Bench::of(&Algorithm::ALL);
    let keyring = bench.open().await;
    let admin = bench.admin();
    for key in keyring.keys().iter().filter(|key| key.usage == KeyUse::Signing) {
        let selection = Selection::Key(key.kid.clone());
        let jwk: Jwk =
            serde_json::from_str(&admin.export_public(&selection, Form::Jwk).await.unwrap()).unwrap();
        assert_eq!(jwk.thumbprint(), key.kid);
        let pem = admin.export_public(&selection, Form::Pem).await.unwrap();
        assert!(pem.starts_with("-----BEGIN PUBLIC KEY-----\n"));
    }
    let all = admin.export_public(&Selection::All, Form::Jwk).await.unwrap();
    assert_eq!(JwkSet::parse(all.as_bytes()).unwrap().keys.len(), 5);
    let all = admin.export_public(&Selection::All, Form::Pem).await.unwrap();
    assert_eq!(all.matches("BEGIN PUBLIC KEY").count(), 5);
}

#[tokio::test]
async fn exported_rsa_pem_reads_as_the_same_key() {
    use rsa::pkcs8::DecodePublicKey as _;
    use rsa::traits::PublicKeyParts as _;
    let bench = Bench::of(&[Algorithm::RS256]);
    let keyring = bench.open().await;
    let kid = kid_of(&keyring.keys(), Algorithm::RS256, StateName::Active).unwrap();
    let pem = bench.admin().export_public(&Selection::Key(kid), Form::Pem).await.unwrap();
    assert_eq!(rsa::RsaPublicKey::from_public_key_pem(&pem).unwrap().size(), 256);
}

#[tokio::test]
async fn refused_when_a_secret_is_exported() {
    let bench = Bench::new();
    let keyring = bench.open().await;
    for usage in [KeyUse::Seal, KeyUse::Mac, KeyUse::Index] {
        let kid = keyring.keys().into_iter().find(|key| key.usage == usage).unwrap().kid;
        let refused = refusal(bench.admin().export_public(&Selection::Key(kid), Form::Jwk).await);
        assert_eq!(refused, KeyRefusal::PrivateExport);
    }
}

#[tokio::test]
async fn key_list_is_readable_json_without_secrets() {
    let bench = Bench::new();
    bench.open().await;
    let list = serde_json::to_value(bench.admin().list().await.unwrap()).unwrap();
    let signing = list.as_array().unwrap().iter().find(|key| key["use"] == "signing").unwrap();
    assert_eq!(signing["state"], "active");
    assert_eq!(signing["origin"], "generated");
    assert_eq!(signing["alg"], "ES256");
    assert_eq!(signing["bits"], 256);
}
