//! `[tokens]`: lives of tokens and codes.

use std::time::Duration;

use crate::source::Source;

/// Lives of tokens and codes.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// `tokens.access_token_seconds`, default 300, `YIMEN__TOKENS__ACCESS_TOKEN_SECONDS`.
    pub access_token_seconds: Duration,
    /// `tokens.id_token_seconds`, default 300, `YIMEN__TOKENS__ID_TOKEN_SECONDS`.
    pub id_token_seconds: Duration,
    /// `tokens.code_seconds`, default 60, `YIMEN__TOKENS__CODE_SECONDS`: life of an authorization code.
    pub code_seconds: Duration,
    /// `tokens.refresh_idle_days`, default 14, `YIMEN__TOKENS__REFRESH_IDLE_DAYS`: an unused refresh token ends.
    pub refresh_idle_days: Duration,
    /// `tokens.refresh_absolute_days`, default 90, `YIMEN__TOKENS__REFRESH_ABSOLUTE_DAYS`: every refresh token ends.
    pub refresh_absolute_days: Duration,
    /// `tokens.refresh_grace_seconds`, default 10, `YIMEN__TOKENS__REFRESH_GRACE_SECONDS`: how long the same client may
    /// repeat a refresh whose answer it lost; 0 allows none.
    pub refresh_grace_seconds: Duration,
    /// `tokens.pushed_request_seconds`, default 90, `YIMEN__TOKENS__PUSHED_REQUEST_SECONDS`: life of a `request_uri`.
    pub pushed_request_seconds: Duration,
}

impl Tokens {
    /// The longest life of a token we sign: a key stays published at least that long after it signed last.
    pub fn longest_signed(&self) -> Duration {
        self.access_token_seconds.max(self.id_token_seconds)
    }

    pub(crate) fn read(source: &mut Source) -> Self {
        let mut fields = source.section("tokens", "Lives of tokens and codes.");
        Self {
            access_token_seconds: fields.seconds(
                "access_token_seconds",
                300,
                30..=86_400,
                "Life of an access token. Short, because a signed token is believed until it ends.",
            ),
            id_token_seconds: fields.seconds("id_token_seconds", 300, 30..=86_400, "Life of an ID token."),
            // RFC 6749 section 4.1.2: a maximum authorization code lifetime of 10 minutes is recommended.
            code_seconds: fields.seconds("code_seconds", 60, 10..=600, "Life of an authorization code."),
            refresh_idle_days: fields.days(
                "refresh_idle_days",
                14,
                1..=365,
                "A refresh token not used for so long ends.",
            ),
            refresh_absolute_days: fields.days(
                "refresh_absolute_days",
                90,
                1..=730,
                "A refresh token and all that came of it end so long after the sign-in.",
            ),
            refresh_grace_seconds: fields.seconds(
                "refresh_grace_seconds",
                10,
                0..=60,
                "How long the same client may repeat a refresh whose answer it lost; afterwards a second use counts as \
                 theft. 0 allows none.",
            ),
            // RFC 9126 section 2.2: relatively short, for example between 5 and 600 seconds.
            pushed_request_seconds: fields.seconds(
                "pushed_request_seconds",
                90,
                5..=600,
                "Life of a pushed authorization request.",
            ),
        }
    }
}
