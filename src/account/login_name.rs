//! The names one signs in with: a user name or a mainland mobile number.

use store::account::LoginKind;
use unicode_normalization::UnicodeNormalization;

/// A sign-in name in its one normal form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginName {
    kind: LoginKind,
    text: String,
}

/// Why a text is no sign-in name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoginNameRefusal {
    /// Fewer than three or more than 64 characters.
    #[error("a user name has 3 to 64 characters")]
    Length,
    /// A character that is no letter, digit, dot, hyphen, underscore or @.
    #[error("a user name is made of letters, digits, dots, hyphens, underscores and @")]
    Character,
    /// In the form of a mobile number.
    #[error("a user name must not look like a mobile number")]
    LooksLikeANumber,
    /// Not 11 digits beginning with 1.
    #[error("a mobile number has 11 digits and begins with 1")]
    NotAMobileNumber,
}

impl LoginName {
    /// Reads what was typed into the sign-in form: a mobile number if it looks like one, else a user name.
    pub fn parse(text: &str) -> Result<Self, LoginNameRefusal> {
        Self::phone(text).or_else(|_| Self::username(text))
    }

    /// A user name: NFKC and lower case, so that look-alike spellings are one name.
    pub fn username(text: &str) -> Result<Self, LoginNameRefusal> {
        if text.len() > 1024 {
            return Err(LoginNameRefusal::Length);
        }
        let text: String = text.trim().nfkc().flat_map(char::to_lowercase).collect();
        if !(3..=64).contains(&text.chars().count()) {
            return Err(LoginNameRefusal::Length);
        }
        if !text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@')) {
            return Err(LoginNameRefusal::Character);
        }
        // What looks like a number is looked up as one: nobody could sign in with such a name, or somebody else would.
        if Self::phone(&text).is_ok() {
            return Err(LoginNameRefusal::LooksLikeANumber);
        }
        Ok(Self { kind: LoginKind::Username, text })
    }

    /// A mainland mobile number: spaces, hyphens and the country code +86 are left out.
    pub fn phone(text: &str) -> Result<Self, LoginNameRefusal> {
        let bare: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).take(20).collect();
        let bare = bare.strip_prefix("+86").unwrap_or(&bare);
        let digits = bare.len() == 11 && bare.bytes().all(|byte| byte.is_ascii_digit());
        if !digits || !bare.starts_with('1') {
            return Err(LoginNameRefusal::NotAMobileNumber);
        }
        Ok(Self { kind: LoginKind::Phone, text: bare.to_owned() })
    }

    /// Which kind of name it is.
    pub const fn kind(&self) -> LoginKind {
        self.kind
    }

    /// The normal form.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What its keyed index is made of: a user name of digits never meets a phone number.
    pub(super) fn parts(&self) -> [&[u8]; 2] {
        let kind: &[u8] = match self.kind {
            LoginKind::Username => b"username",
            LoginKind::Phone => b"phone",
        };
        [kind, self.text.as_bytes()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_meet() {
        assert_eq!(LoginName::username(" Ｚhang.Wei "), LoginName::username("zhang.wei"));
    }

    #[test]
    fn spellings_of_one_number_meet() {
        assert_eq!(LoginName::parse("+86 138-0013-8000"), LoginName::phone("13800138000"));
    }

    #[test]
    fn refused_when_too_short() {
        assert_eq!(LoginName::username("ab"), Err(LoginNameRefusal::Length));
    }

    #[test]
    fn refused_when_a_character_is_foreign() {
        assert_eq!(LoginName::username("a<script>"), Err(LoginNameRefusal::Character));
    }

    #[test]
    fn refused_when_a_user_name_looks_like_a_number() {
        for name in ["13800138000", "138-0013-8000", "１３８００１３８０００"] {
            assert_eq!(LoginName::username(name), Err(LoginNameRefusal::LooksLikeANumber), "{name}");
        }
        assert!(LoginName::username("1380013800").is_ok(), "ten digits are a name like any other");
    }

    #[test]
    fn refused_when_no_mobile_number() {
        assert_eq!(LoginName::phone("23800138000"), Err(LoginNameRefusal::NotAMobileNumber));
    }
}
