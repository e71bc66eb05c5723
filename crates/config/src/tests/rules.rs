//! Each rule between options: what just fits, and what breaks that rule alone.

use super::{assert_fits, assert_only, load_with, places};
use crate::Config;

#[test]
fn plain_http_is_taken_on_loopback() {
    assert_fits("listen.public.address = '127.0.0.1:80'");
    assert_fits("listen.public.address = '[::1]:80'");
}

#[test]
fn plain_http_is_taken_behind_a_proxy() {
    assert_fits("listen.public = { address = '0.0.0.0:80', behind_proxy = ['10.0.0.0/8'] }");
}

#[test]
fn tls_is_taken_anywhere() {
    assert_fits("listen.public = { address = '0.0.0.0:443', tls_certificate = 'c', tls_key = 'k' }");
}

#[test]
fn refused_when_plain_http_is_in_the_open() {
    assert_only("listen.public.address = '0.0.0.0:80'", "listen.public.address");
}

#[test]
fn refused_when_certificate_has_no_key() {
    assert_only("listen.public.tls_certificate = 'c'", "listen.public.tls_certificate");
}

#[test]
fn refused_when_key_has_no_certificate() {
    assert_only("listen.public.tls_key = 'k'", "listen.public.tls_key");
}

#[test]
fn refused_when_listener_speaks_tls_and_issuer_does_not() {
    let text =
        "[server]\nissuer = 'http://localhost:8080'\n[listen.public]\ntls_certificate = 'c'\ntls_key = 'k'";
    let found = places(Config::load(text, "yimen.toml", []));
    assert_eq!(found, [(Some(4), "listen.public.tls_certificate".to_owned())]);
}

#[test]
fn refused_when_administration_is_in_the_open() {
    assert_fits("listen.admin.address = '[::1]:8090'");
    assert_only("listen.admin.address = '10.0.0.1:8090'", "listen.admin.address");
}

#[test]
fn refused_when_two_listeners_share_a_port() {
    assert_fits("listen.ops.address = '0.0.0.0:0'\nlisten.admin.address = '127.0.0.1:0'");
    assert_fits("listen.ops.address = '10.0.0.1:8080'");
    assert_only("listen.ops.address = '127.0.0.1:8080'", "listen.ops.address");
    assert_only("listen.ops.address = '0.0.0.0:8080'", "listen.ops.address");
    assert_only("listen.admin.address = '127.0.0.1:8091'", "listen.admin.address");
}

#[test]
fn refused_when_statement_may_outlast_the_request() {
    assert_fits("database.statement_timeout_ms = 14999");
    assert_only("database.statement_timeout_ms = 15000", "database.statement_timeout_ms");
}

#[test]
fn refused_when_default_algorithm_has_no_key() {
    assert_fits("keys = { default_algorithm = 'RS256', algorithms = ['RS256'] }");
    assert_only("keys.algorithms = ['RS256']", "keys.algorithms");
}

#[test]
fn refused_when_keys_are_cached_longer_than_published_ahead() {
    assert_fits("keys = { publish_ahead_hours = 1, jwks_max_age_seconds = 3600 }");
    assert_only(
        "keys = { publish_ahead_hours = 1, jwks_max_age_seconds = 3601 }",
        "keys.jwks_max_age_seconds",
    );
}

#[test]
fn refused_when_key_is_published_longer_ahead_than_it_signs() {
    assert_fits("keys = { period_days = 1, publish_ahead_hours = 24 }");
    assert_only("keys = { period_days = 1, publish_ahead_hours = 25 }", "keys.publish_ahead_hours");
}

#[test]
fn refused_when_key_retires_before_its_tokens_end() {
    assert_fits("keys.retire_after_hours = 2\ntokens.access_token_seconds = 7200");
    assert_only("keys.retire_after_hours = 2\ntokens.access_token_seconds = 7201", "keys.retire_after_hours");
    assert_only("keys.retire_after_hours = 2\ntokens.id_token_seconds = 7201", "keys.retire_after_hours");
}

#[test]
fn refused_when_refresh_idles_longer_than_it_lives() {
    assert_fits("tokens = { refresh_idle_days = 20, refresh_absolute_days = 20 }");
    assert_only(
        "tokens = { refresh_idle_days = 21, refresh_absolute_days = 20 }",
        "tokens.refresh_idle_days",
    );
}

#[test]
fn refused_when_session_idles_longer_than_it_lives() {
    assert_fits("sessions = { idle_minutes = 60, absolute_hours = 1 }");
    assert_only("sessions = { idle_minutes = 61, absolute_hours = 1 }", "sessions.idle_minutes");
}

#[test]
fn refused_when_use_is_written_down_less_often_than_idleness_ends() {
    assert_fits("sessions = { idle_minutes = 2, touch_seconds = 120 }");
    assert_only("sessions = { idle_minutes = 2, touch_seconds = 121 }", "sessions.touch_seconds");
}

#[test]
fn refused_when_cookies_are_unprotected_with_https() {
    assert_fits("sessions.cookie_policy = 'host'");
    assert_only("sessions.cookie_policy = 'loopback'", "sessions.cookie_policy");
}

#[test]
fn refused_when_cookies_ask_for_https_and_issuer_has_none() {
    let env = [("YIMEN__SERVER__ISSUER", "http://localhost:8080")];
    let found = places(load_with("sessions.cookie_policy = 'host'", &env));
    assert_eq!(found, [(Some(2), "sessions.cookie_policy".to_owned())]);
}

#[test]
fn refused_when_hash_is_weak() {
    assert_fits("passwords = { memory_kib = 12288, iterations = 3 }");
    assert_fits("passwords = { memory_kib = 7168, iterations = 20 }");
    assert_fits("passwords = { memory_kib = 47104, iterations = 1 }");
    assert_only("passwords = { memory_kib = 12287, iterations = 3 }", "passwords.memory_kib");
    assert_only("passwords.memory_kib = 19455", "passwords.memory_kib");
    assert_only("passwords.iterations = 1", "passwords.iterations");
}

#[test]
fn refused_when_queue_outlasts_the_request() {
    assert_fits("passwords.queue_ms = 1999\nlimits.request_seconds = 4");
    assert_only("passwords.queue_ms = 4000\nlimits.request_seconds = 4", "passwords.queue_ms");
}

#[test]
fn refused_when_outbound_call_outlasts_the_request() {
    assert_fits("outbound.timeout_ms = 14999");
    assert_only("outbound.timeout_ms = 15000", "outbound.timeout_ms");
}
