//! Messages in English, in letters that a text message carries at seven bits each (3GPP TS 23.038 section 6.2.1).

use base::Time;

use super::{Sentences, local};
use crate::notify::{DeviceKind, Notice, Occasion};

/// How a text message says whom it is from.
pub(super) const SIGN: &str = "[Yimen]";

/// A code, which comes first: it is what a locked screen shows and what telephones offer to fill in.
pub(super) fn code(code: &str, minutes: u64) -> Sentences {
    let unit = if minutes == 1 { "minute" } else { "minutes" };
    Sentences {
        subject: "Your Yimen code".to_owned(),
        facts: format!("{code} is your code. It is valid for {minutes} {unit}."),
        advice: "Do not give it to anybody, not even to staff. If you did not ask for it, do nothing."
            .to_owned(),
    }
}

/// A notice of what happened at a moment.
pub(super) fn notice(occasion: &Occasion, at: Time) -> Sentences {
    let at = moment(at);
    let on = occasion.device.map(|kind| format!(" on {}", device(kind))).unwrap_or_default();
    Sentences {
        subject: format!("Yimen security notice: {}", subject(&occasion.notice)),
        facts: facts(&occasion.notice, &at, &on),
        advice: advice(&occasion.notice).to_owned(),
    }
}

/// Day and time of day, to the minute.
pub(super) fn moment(at: Time) -> String {
    let at = local(at);
    let (day, month, year) = (at.day(), at.month(), at.year());
    format!("{day} {month} {year}, {:02}:{:02} (UTC+8)", at.hour(), at.minute())
}

pub(super) const fn device(kind: DeviceKind) -> &'static str {
    match kind {
        DeviceKind::Windows => "a Windows computer",
        DeviceKind::Mac => "a Mac",
        DeviceKind::Linux => "a Linux computer",
        DeviceKind::Iphone => "an iPhone",
        DeviceKind::Ipad => "an iPad",
        DeviceKind::Harmony => "a HarmonyOS device",
        DeviceKind::Android => "an Android device",
    }
}

pub(super) fn foot(host: &str) -> String {
    format!(
        "This mail was sent by Yimen ({host}). Please do not reply. Yimen never asks for your password or a code, and \
         never asks you to click on a link in a mail."
    )
}

const fn subject(notice: &Notice) -> &'static str {
    match notice {
        Notice::NewDevice => "sign-in on a new device",
        Notice::PasswordChanged => "password changed",
        Notice::PasskeyAdded => "passkey added",
        Notice::PasskeyRemoved => "passkey removed",
        Notice::TotpAdded => "authenticator app added",
        Notice::TotpRemoved => "authenticator app removed",
        Notice::RecoveryCodesMade => "new recovery codes",
        Notice::SecondStepChanged => "two-step sign-in changed",
        Notice::ContactChanged => "contact details changed",
        Notice::RecoveryStarted { .. } => "somebody asked to recover your account",
        Notice::RecoveryDone => "account recovered",
        Notice::AccountClosed => "account closed",
        Notice::AllSessionsEnded => "other devices signed out",
        Notice::CloneSuspected => "a passkey may have been copied",
        Notice::LevelChanged => "how well you are known has changed",
        Notice::EvidenceDisputed => "a check of your identity was disputed",
        Notice::NamedRepresentative => "you represent or administer an organisation",
        Notice::DelegationInvited => "an organisation asks you to act for it",
        Notice::DelegationEnded => "a right to act for an organisation has ended",
    }
}

fn facts(notice: &Notice, at: &str, on: &str) -> String {
    match notice {
        Notice::NewDevice if on.is_empty() => {
            format!("Somebody signed in to your account on a new device: {at}.")
        }
        Notice::NewDevice => format!("Somebody signed in to your account{on}, a new device: {at}."),
        Notice::PasswordChanged => format!("The password of your account was changed{on}: {at}."),
        Notice::PasskeyAdded => format!("A passkey was added to your account{on}: {at}."),
        Notice::PasskeyRemoved => format!("A passkey was removed from your account{on}: {at}."),
        Notice::TotpAdded => format!("An authenticator app was added to your account{on}: {at}."),
        Notice::TotpRemoved => format!("The authenticator app was removed from your account{on}: {at}."),
        Notice::RecoveryCodesMade => {
            format!("New recovery codes were made for your account{on}: {at}. The old ones no longer work.")
        }
        Notice::SecondStepChanged => format!("Two-step sign-in of your account was changed{on}: {at}."),
        Notice::ContactChanged => {
            format!("The phone number or mail address of your account was changed{on}: {at}.")
        }
        Notice::RecoveryStarted { ready_at } => format!(
            "Somebody asked to recover your account{on}: {at}. A new password can be set from {}.",
            moment(*ready_at)
        ),
        Notice::RecoveryDone => format!("Your account was recovered with a new password{on}: {at}."),
        Notice::AccountClosed => format!("Your account was closed{on}: {at}."),
        Notice::AllSessionsEnded => format!("Your account was signed out on all other devices: {at}."),
        Notice::LevelChanged => format!("How well your account is known to be yours changed {at}{on}."),
        Notice::EvidenceDisputed => {
            format!("Somebody said in your account {at}{on} that a check of your identity was not you.")
        }
        Notice::NamedRepresentative => {
            format!("You became the legal representative or an administrator of an organisation: {at}.")
        }
        Notice::DelegationInvited => format!("An organisation asked you to act for it: {at}."),
        Notice::DelegationEnded => {
            format!("A right to act for an organisation that you had or gave has ended: {at}.")
        }
        Notice::CloneSuspected => {
            format!("One of your passkeys may have been copied. A sign-in with it{on} was refused: {at}.")
        }
    }
}

const fn advice(notice: &Notice) -> &'static str {
    match notice {
        Notice::NewDevice => {
            "If this was not you, sign in to Yimen now, sign that device out and change your password."
        }
        Notice::PasswordChanged => "If this was not you, recover your account at Yimen now.",
        Notice::PasskeyAdded | Notice::TotpAdded => {
            "If this was not you, sign in to Yimen now, remove it and change your password."
        }
        Notice::RecoveryCodesMade => {
            "If this was not you, sign in to Yimen now, make new ones and change your password."
        }
        Notice::PasskeyRemoved
        | Notice::TotpRemoved
        | Notice::SecondStepChanged
        | Notice::ContactChanged
        | Notice::AllSessionsEnded => {
            "If this was not you, sign in to Yimen now, check your account and change your password."
        }
        Notice::RecoveryStarted { .. } => "If this was not you, sign in to Yimen before then and cancel it.",
        Notice::RecoveryDone | Notice::AccountClosed => {
            "If this was not you, go to a public service hall with your identity document."
        }
        Notice::LevelChanged => {
            "If this was not you, sign in to Yimen at once and choose This was not me under My identity."
        }
        Notice::EvidenceDisputed => {
            "If this was not you, sign in to Yimen at once, look at your account and change your password."
        }
        Notice::NamedRepresentative => {
            "If you know nothing of this, go to a public service hall with your identity document."
        }
        Notice::DelegationInvited => {
            "Sign in to Yimen and look under Acting for organisations to accept or decline. If you know nothing of this, do not accept."
        }
        Notice::DelegationEnded => "Sign in to Yimen and look under Acting for organisations.",
        Notice::CloneSuspected => "Sign in to Yimen, remove this passkey and add it anew.",
    }
}
