//! Ways to sign in and what guards them: values that fit, values that do not.

use std::path::Path;
use std::time::Duration;

use super::{assert_fits, assert_only, load, load_with};
use crate::{Attestation, ForwardedHeader, Rate};

#[test]
fn ways_to_sign_in_have_defaults() {
    let config = load("").unwrap();
    assert_eq!(config.passwords.min_guesses_log10, 6);
    assert_eq!(config.passwords.breached_file, None);
    assert_eq!(config.passkeys.attestation, Attestation::NotAsked);
    assert_eq!(config.passkeys.challenge_minutes, Duration::from_secs(600));
    assert!(config.second_factors.totp && config.registration.phone);
    assert_eq!(config.second_factors.code_seconds, Duration::from_secs(300));
    assert_eq!(config.second_factors.code_guesses, 5);
    assert_eq!(config.second_factors.resend_seconds, Duration::from_secs(60));
    assert_eq!((config.messages.sms_url, config.messages.sms_audience), (None, None));
    assert_eq!((config.messages.mail_url, config.messages.mail_audience), (None, None));
    assert_eq!(config.sessions.fresh_minutes, Duration::from_secs(300));
    assert_eq!(config.sessions.qr_seconds, Duration::from_secs(120));
    assert_eq!(config.recovery.delay_hours, Duration::from_secs(24 * 3600));
    assert_eq!(config.recovery.phone_delay_hours, Duration::from_secs(72 * 3600));
    assert_eq!(config.recovery.valid_hours, Duration::from_secs(72 * 3600));
    assert_eq!(config.places.file, None);
}

#[test]
fn budgets_have_defaults() {
    let abuse = load("").unwrap().abuse;
    let rates = [
        (abuse.source_sign_in, 60, 120),
        (abuse.account_sign_in, 10, 30),
        (abuse.device_sign_in, 10, 60),
        (abuse.source_register, 10, 20),
        (abuse.phone_messages, 5, 5),
        (abuse.source_messages, 20, 20),
        (abuse.account_messages, 10, 10),
        (abuse.client_messages, 1000, 1000),
        (abuse.client_secret, 20, 60),
        (abuse.recovery_account, 5, 2),
        (abuse.source_recovery, 20, 20),
    ];
    for (rate, burst, per_hour) in rates {
        assert_eq!(rate, Rate { burst, per_hour });
    }
    assert_eq!(abuse.proof_of_work_bits, 0);
}

#[test]
fn a_rate_is_read_from_the_file_and_from_a_variable() {
    let env = [("YIMEN__ABUSE__CLIENT_SECRET", "1 then 1000000/hour")];
    let abuse =
        load_with("abuse.client_secret = '9 then 9/hour'\nabuse.phone_messages = '3 then 6/hour'", &env)
            .unwrap()
            .abuse;
    assert_eq!(abuse.client_secret, Rate { burst: 1, per_hour: 1_000_000 });
    assert_eq!(abuse.phone_messages, Rate { burst: 3, per_hour: 6 });
    assert_eq!(abuse.phone_messages.to_string(), "3 then 6/hour");
}

#[test]
fn one_unit_comes_back_in_an_equal_part_of_the_hour() {
    assert_eq!(Rate { burst: 1, per_hour: 30 }.interval(), Duration::from_secs(120));
    assert_eq!(Rate { burst: 1, per_hour: 1_000_000 }.interval(), Duration::from_micros(3600));
    assert_eq!(Rate { burst: 1, per_hour: 0 }.interval(), Duration::from_secs(3600));
}

#[test]
fn refused_when_rate_has_another_shape() {
    let wrong = [
        "",
        "10",
        "10/hour",
        "10 then 30",
        "10 then 30/minute",
        "+1 then 3/hour",
        "1 then -3/hour",
        "x then 3/hour",
    ];
    for rate in wrong {
        assert_only(&format!("abuse.phone_messages = '{rate}'"), "abuse.phone_messages");
    }
    assert_only("abuse.phone_messages = 5", "abuse.phone_messages");
}

#[test]
fn refused_when_rate_is_out_of_bounds() {
    assert_fits("abuse.phone_messages = '1 then 1/hour'");
    assert_fits("abuse.phone_messages = '1000000 then 1000000/hour'");
    for rate in ["0 then 5/hour", "5 then 0/hour", "1000001 then 5/hour", "5 then 1000001/hour"] {
        assert_only(&format!("abuse.phone_messages = '{rate}'"), "abuse.phone_messages");
    }
}

#[test]
fn refused_when_ways_to_sign_in_are_out_of_bounds() {
    for (key, least, most) in [
        ("passwords.min_guesses_log10", 0, 14),
        ("passkeys.challenge_minutes", 1, 60),
        ("second_factors.code_seconds", 60, 600),
        ("second_factors.code_guesses", 1, 10),
        ("sessions.fresh_minutes", 1, 60),
        ("sessions.qr_seconds", 30, 600),
        ("recovery.phone_delay_hours", 24, 720),
        ("recovery.delay_hours", 0, 72),
        ("recovery.valid_hours", 1, 720),
        ("abuse.proof_of_work_bits", 0, 24),
    ] {
        assert_fits(&format!("{key} = {least}"));
        assert_fits(&format!("{key} = {most}"));
        assert_only(&format!("{key} = {}", least - 1), key);
        assert_only(&format!("{key} = {}", most + 1), key);
    }
}

#[test]
fn the_next_code_comes_in_bounded_time() {
    assert_fits("second_factors.resend_seconds = 10");
    assert_only("second_factors.resend_seconds = 9", "second_factors.resend_seconds");
    assert_only("second_factors.resend_seconds = 301", "second_factors.resend_seconds");
}

#[test]
fn the_header_of_the_proxies_is_one_of_two() {
    let header = |text: &str| load(text).unwrap().listen.public.forwarded_header;
    assert_eq!(header(""), ForwardedHeader::XForwardedFor);
    assert_eq!(header("listen.public.forwarded_header = 'forwarded'"), ForwardedHeader::Forwarded);
    assert_only("listen.public.forwarded_header = 'x-real-ip'", "listen.public.forwarded_header");
}

#[test]
fn calls_are_meant_for_the_origin_unless_named() {
    let messages = |text: &str| load(text).unwrap().messages;
    let plain = messages("messages.sms_url = 'https://m.example.org:8443/sms?v=1'");
    assert_eq!(plain.sms_url.unwrap().as_str(), "https://m.example.org:8443/sms?v=1");
    assert_eq!(plain.sms_audience.unwrap(), "https://m.example.org:8443");
    let named = messages("messages = { mail_url = 'https://m.example.org/mail', mail_audience = 'post' }");
    assert_eq!(named.mail_audience.unwrap(), "post");
    assert_eq!(named.sms_audience, None);
}

#[test]
fn refused_when_address_of_a_provider_is_unfit() {
    for url in
        ["", "m.example.org", "ftp://m.example.org", "https://m.example.org/#sms", "https://m@m.example.org/"]
    {
        assert_only(&format!("messages.sms_url = '{url}'"), "messages.sms_url");
        assert_only(&format!("messages.mail_url = '{url}'"), "messages.mail_url");
    }
}

#[test]
fn no_reason_repeats_a_password_in_an_address() {
    let problems = load("messages.sms_url = 'https://u:hunter2@m.example.org/'").unwrap_err();
    assert!(problems.iter().all(|problem| !problem.to_string().contains("hunter2")), "{problems:?}");
}

#[test]
fn refused_when_provider_speaks_plain_http_outside_allowed_networks() {
    let with = |networks: &str, url: &str| {
        format!("messages.sms_url = '{url}'\noutbound.allow_networks = [{networks}]")
    };
    assert_fits(&with("'10.0.0.0/8'", "http://10.1.2.3/sms"));
    assert_fits(&with("'::1/128'", "http://[::1]/sms"));
    // A name is judged at each call.
    assert_fits(&with("'10.0.0.0/8'", "http://sms.internal/"));
    assert_only(&with("'10.0.0.0/8'", "http://192.168.0.1/sms"), "messages.sms_url");
    assert_only(&with("'10.0.0.0/8'", "http://[::1]/sms"), "messages.sms_url");
    assert_only("messages.sms_url = 'http://sms.internal/'", "messages.sms_url");
    assert_only("messages.mail_url = 'http://mail.internal/'", "messages.mail_url");
}

#[test]
fn refused_when_audience_has_no_address() {
    assert_only("messages.sms_audience = 'sms'", "messages.sms_audience");
    assert_only("messages.mail_audience = 'mail'", "messages.mail_audience");
    assert_only(
        "messages = { sms_url = 'https://m.example.org', sms_audience = ' ' }",
        "messages.sms_audience",
    );
}

#[test]
fn refused_when_attestation_has_no_roots() {
    let config = load("passkeys = { attestation = 'required', attestation_roots = 'makers.pem' }").unwrap();
    assert_eq!(config.passkeys.attestation_roots.as_deref(), Some(Path::new("/etc/yimen/makers.pem")));
    assert_only("passkeys.attestation = 'required'", "passkeys.attestation");
}

#[test]
fn refused_when_nobody_looks_at_the_roots() {
    assert_only("passkeys.attestation_roots = 'makers.pem'", "passkeys.attestation_roots");
}

#[test]
fn refused_when_a_code_dies_before_the_next_is_sent() {
    assert_fits("second_factors = { code_seconds = 90, resend_seconds = 90 }");
    assert_only(
        "second_factors = { code_seconds = 90, resend_seconds = 91 }",
        "second_factors.resend_seconds",
    );
}

#[test]
fn refused_when_the_weaker_recovery_is_the_faster() {
    assert_fits("recovery = { delay_hours = 0, phone_delay_hours = 0 }");
    assert_only("recovery = { delay_hours = 2, phone_delay_hours = 1 }", "recovery.phone_delay_hours");
}

#[test]
fn files_are_relative_to_the_folder_of_the_configuration() {
    let config = load("places.file = 'places.csv'\npasswords.breached_file = 'b.txt'").unwrap();
    assert_eq!(config.places.file.as_deref(), Some(Path::new("/etc/yimen/places.csv")));
    assert_eq!(config.passwords.breached_file.as_deref(), Some(Path::new("/etc/yimen/b.txt")));
}
