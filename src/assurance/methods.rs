//! How somebody authenticated, as a set of words, and the authentication level that follows from the set.
//!
//! The words are those of RFC 8176 section 2, and `phr` of OpenID EAP ACR Values section 4 for what cannot be phished.

use std::fmt;

use proto::acr::Acr;

/// One word of `amr`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    Pwd,
    Otp,
    Sms,
    Swk,
    Hwk,
    User,
    Phr,
    Mca,
    Mfa,
}

impl Word {
    /// In the order in which they are told.
    const ALL: [Self; 9] =
        [Self::Pwd, Self::Otp, Self::Sms, Self::Swk, Self::Hwk, Self::User, Self::Phr, Self::Mca, Self::Mfa];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Pwd => "pwd",
            Self::Otp => "otp",
            Self::Sms => "sms",
            Self::Swk => "swk",
            Self::Hwk => "hwk",
            Self::User => "user",
            Self::Phr => "phr",
            Self::Mca => "mca",
            Self::Mfa => "mfa",
        }
    }

    const fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// One thing a person proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// A password.
    Password,
    /// A code from an app that counts time (RFC 6238).
    Totp,
    /// A code from the list kept for bad days.
    RecoveryCode,
    /// A code by text message. Told apart from others: numbers are given out again, messages are read by others.
    SmsCode,
    /// A code by mail.
    MailCode,
    /// A passkey.
    Passkey {
        /// Whether the authenticator made sure of its person.
        user: UserVerified,
        /// Whether the key can leave its device.
        binding: Binding,
    },
}

/// Whether an authenticator made sure of its person, by fingerprint, face or PIN (WebAuthn Level 3 section 6.1, UV).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserVerified {
    /// It did.
    Yes,
    /// Somebody touched it.
    No,
}

/// Whether a passkey can leave its device (WebAuthn Level 3 section 6.1.3, BE).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// It stays in one authenticator.
    Device,
    /// It is copied to the person's other devices.
    Synced,
}

/// What one person proved in one sign-in: a set, however often and in whatever order.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Methods(u16);

impl Methods {
    /// Nothing yet.
    pub const NONE: Self = Self(0);

    /// With one more.
    ///
    /// Words of keys come from one passkey alone: a bound key that was only touched and a copied one that made sure of
    /// its person are together no bound key that made sure of its person.
    #[must_use]
    pub fn with(self, method: Method) -> Self {
        let words: &[Word] = match method {
            Method::Password => &[Word::Pwd],
            // RFC 8176 section 2, otp: a code that is good for one use, whether counted, drawn or sent by mail.
            Method::Totp | Method::RecoveryCode | Method::MailCode => &[Word::Otp],
            Method::SmsCode => &[Word::Sms],
            Method::Passkey { user: UserVerified::No, .. } if self.has_key() => &[],
            Method::Passkey { user: UserVerified::Yes, binding: Binding::Device } => {
                &[Word::Hwk, Word::User, Word::Phr]
            }
            Method::Passkey { user: UserVerified::Yes, binding: Binding::Synced } => {
                &[Word::Swk, Word::User, Word::Phr]
            }
            Method::Passkey { user: UserVerified::No, binding: Binding::Device } => &[Word::Hwk, Word::Phr],
            Method::Passkey { user: UserVerified::No, binding: Binding::Synced } => &[Word::Swk, Word::Phr],
        };
        let before = match method {
            Method::Passkey { user: UserVerified::Yes, .. } => self.without_key(),
            Method::Passkey { user: UserVerified::No, .. }
            | Method::Password
            | Method::Totp
            | Method::RecoveryCode
            | Method::MailCode
            | Method::SmsCode => self.0,
        };
        Self(words.iter().fold(before, |set, word| set | word.bit())).with_sum()
    }

    const fn without_key(self) -> u16 {
        self.0 & !(Word::Swk.bit() | Word::Hwk.bit() | Word::User.bit() | Word::Phr.bit())
    }

    /// What a sign-in on another device is worth here, when it was let in from there: a second channel was used, and
    /// what held off phishing there does not reach over.
    #[must_use]
    pub fn over_another_device(self) -> Self {
        Self((self.0 | Word::Mca.bit()) & !Word::Phr.bit())
    }

    /// From the text of a session's row; words nobody knows are worth nothing.
    pub fn read(text: &str) -> Self {
        let known = |word: &Word| text.split(' ').any(|told| told == word.as_str());
        Self(Word::ALL.iter().filter(|word| known(word)).fold(0, |set, word| set | word.bit()))
    }

    /// The words of `amr`.
    pub fn words(self) -> Vec<String> {
        Word::ALL.iter().filter(|word| self.has(**word)).map(|word| word.as_str().to_owned()).collect()
    }

    /// Whether something only its person knows was proved.
    pub const fn has_knowledge(self) -> bool {
        self.has(Word::Pwd)
    }

    /// Whether something only its person has was proved.
    pub const fn has_possession(self) -> bool {
        self.has(Word::Otp) || self.has(Word::Sms) || self.has_key()
    }

    /// Whether two factors of different kinds were proved.
    pub const fn has_two_factors(self) -> bool {
        (self.has_key() && self.has(Word::User)) || (self.has_knowledge() && self.has_possession())
    }

    /// The authentication level: 1, one factor; 2, two of different kinds; 3, a key that stays in its device, cannot
    /// be phished and made sure of its person.
    pub const fn level(self) -> u8 {
        let bound = self.has(Word::Hwk) && self.has(Word::User) && self.has(Word::Phr);
        match (bound && !self.has(Word::Mca), self.has_two_factors()) {
            (true, _) => 3,
            (false, true) => 2,
            (false, false) => 1,
        }
    }

    /// The level of a session begun with this. Nothing is verified of who the person is: identity level 1.
    pub fn acr(self) -> Acr {
        Acr::new(1, self.level()).unwrap_or(super::PASSWORD)
    }

    /// Whether a passkey was proved, whether it made sure of its person or not.
    pub const fn has_key(self) -> bool {
        self.has(Word::Swk) || self.has(Word::Hwk)
    }

    const fn has(self, word: Word) -> bool {
        self.0 & word.bit() != 0
    }

    // RFC 8176 section 2, mfa: told beside the methods themselves.
    fn with_sum(self) -> Self {
        if self.has_two_factors() { Self(self.0 | Word::Mfa.bit()) } else { self }
    }
}

/// The text of a session's row.
impl fmt::Display for Methods {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words().join(" "))
    }
}

impl fmt::Debug for Methods {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Methods({self})")
    }
}

impl serde::Serialize for Methods {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Methods {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Self::read(&String::deserialize(from)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn passkey(user: UserVerified, binding: Binding) -> Method {
        Method::Passkey { user, binding }
    }

    fn of(methods: &[Method]) -> Methods {
        methods.iter().fold(Methods::NONE, |all, one| all.with(*one))
    }

    #[test]
    fn one_factor_is_the_first_level() {
        for method in [
            Method::Password,
            Method::Totp,
            Method::RecoveryCode,
            Method::SmsCode,
            Method::MailCode,
            passkey(UserVerified::No, Binding::Device),
        ] {
            assert_eq!(of(&[method]).level(), 1, "{method:?}");
        }
    }

    #[test]
    fn two_of_one_kind_are_one_factor() {
        assert_eq!(of(&[Method::Totp, Method::SmsCode]).level(), 1);
        assert_eq!(of(&[Method::SmsCode, passkey(UserVerified::No, Binding::Synced)]).level(), 1);
    }

    #[test]
    fn two_of_different_kinds_are_the_second_level() {
        let both = of(&[Method::Password, Method::SmsCode]);
        assert_eq!((both.level(), both.to_string()), (2, "pwd sms mfa".to_owned()));
        assert_eq!(of(&[Method::SmsCode, Method::Password]), both);
    }

    #[test]
    fn a_copied_passkey_never_reaches_the_third_level() {
        let synced = of(&[passkey(UserVerified::Yes, Binding::Synced)]);
        assert_eq!((synced.level(), synced.to_string()), (2, "swk user phr mfa".to_owned()));
    }

    #[test]
    fn a_bound_and_verified_passkey_is_the_third_level() {
        let bound = of(&[passkey(UserVerified::Yes, Binding::Device)]);
        assert_eq!((bound.level(), bound.to_string()), (3, "hwk user phr mfa".to_owned()));
    }

    #[test]
    fn two_passkeys_do_not_add_up_to_a_better_one() {
        let touched = passkey(UserVerified::No, Binding::Device);
        let synced = passkey(UserVerified::Yes, Binding::Synced);
        assert_eq!(of(&[synced, touched]).to_string(), "swk user phr mfa");
        assert_eq!(of(&[touched, synced]).to_string(), "swk user phr mfa");
    }

    #[test]
    fn an_unverified_passkey_with_a_password_is_the_second_level() {
        assert_eq!(of(&[Method::Password, passkey(UserVerified::No, Binding::Device)]).level(), 2);
    }

    #[test]
    fn what_was_let_in_from_elsewhere_is_the_second_level_at_most() {
        let there = of(&[passkey(UserVerified::Yes, Binding::Device)]);
        let here = there.over_another_device();
        assert_eq!((here.level(), here.to_string()), (2, "hwk user mca mfa".to_owned()));
        assert_eq!(of(&[Method::Password]).over_another_device().level(), 1);
    }

    #[test]
    fn a_row_is_read_as_it_was_written() {
        let methods = of(&[Method::Password, Method::Totp]);
        assert_eq!(Methods::read(&methods.to_string()), methods);
        assert_eq!(Methods::read("pwd unheard-of"), of(&[Method::Password]));
    }
}
