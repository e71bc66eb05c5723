//! The closed list of sentences a caller may put on a page. Their words are in `locales/`.

use crate::Locale;
use crate::catalogue::{self, Argument};

/// Turns a field of a message into an argument of its text.
trait IntoArgument {
    fn argument(&self) -> Argument<'_>;
    #[cfg(test)]
    fn sample() -> Self;
}

impl IntoArgument for u32 {
    fn argument(&self) -> Argument<'_> {
        Argument::Number(*self)
    }
    #[cfg(test)]
    fn sample() -> Self {
        3
    }
}

impl IntoArgument for String {
    fn argument(&self) -> Argument<'_> {
        Argument::Text(self)
    }
    #[cfg(test)]
    fn sample() -> Self {
        "浙里办".to_owned()
    }
}

/// One line a message: its documentation, its name with the values it speaks of, its key in the message files.
macro_rules! messages {
    ($( $(#[$doc:meta])* $name:ident $( { $($(#[$field_doc:meta])* $field:ident : $kind:ty),+ } )? = $key:literal; )+) => {
        /// A sentence a page can show. Closed: a new sentence is a new variant and a line in each message file.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Message {
            $( $(#[$doc])* $name $( { $($(#[$field_doc])* $field: $kind),+ } )?, )+
        }

        impl Message {
            /// The key of its text in the message files.
            pub const fn key(&self) -> &'static str {
                match self {
                    $( Self::$name $( { $($field: _),+ } )? => $key, )+
                }
            }

            fn arguments(&self) -> Vec<(&'static str, Argument<'_>)> {
                match self {
                    $( Self::$name $( { $($field),+ } )? =>
                        vec![ $( $( (stringify!($field), $field.argument()) ),+ )? ], )+
                }
            }

            /// One of each, with made-up values.
            #[cfg(test)]
            pub(crate) fn samples() -> Vec<Self> {
                vec![ $( Self::$name $( { $($field: <$kind as IntoArgument>::sample()),+ } )?, )+ ]
            }
        }
    };
}

messages! {
    // Problems with a field.
    /// No user name was typed.
    UsernameMissing = "problem-username-missing";
    /// No password was typed.
    PasswordMissing = "problem-password-missing";
    /// User name or password is wrong; does not say which.
    CredentialsWrong = "problem-credentials-wrong";
    /// Too many wrong attempts.
    TooManyAttempts {
        /// Minutes until the next attempt is let through.
        minutes: u32
    } = "problem-too-many-attempts";
    /// The page was open for too long; nothing was changed.
    PageStale = "problem-page-stale";
    /// The user name has characters that are not allowed.
    UsernameShape = "problem-username-shape";
    /// The user name is too short.
    UsernameTooShort {
        /// Fewest characters allowed.
        minimum: u32
    } = "problem-username-too-short";
    /// The user name is too long.
    UsernameTooLong {
        /// Most characters allowed.
        maximum: u32
    } = "problem-username-too-long";
    /// Another account has this user name.
    UsernameTaken = "problem-username-taken";
    /// No name was typed.
    DisplayNameMissing = "problem-display-name-missing";
    /// The name has characters that cannot be shown.
    DisplayNameShape = "problem-display-name-shape";
    /// The name is too long.
    DisplayNameTooLong {
        /// Most characters allowed.
        maximum: u32
    } = "problem-display-name-too-long";
    /// The password is too short.
    PasswordTooShort {
        /// Fewest characters allowed.
        minimum: u32
    } = "problem-password-too-short";
    /// The password is too long.
    PasswordTooLong {
        /// Most characters allowed.
        maximum: u32
    } = "problem-password-too-long";
    /// The password is one that many people use.
    PasswordCommon = "problem-password-common";
    /// The password is like the user name or the person's name.
    PasswordLikeName = "problem-password-like-name";
    /// The password has characters no keyboard types.
    PasswordShape = "problem-password-shape";
    /// The phone number is not one.
    PhoneShape = "problem-phone-shape";
    /// No decision was made.
    DecisionMissing = "problem-decision-missing";

    // Headings and texts of error pages.
    /// Heading: a platform's request cannot be used.
    RequestUnusableHeading = "error-request-unusable-heading";
    /// The request is broken; the platform has to mend it.
    RequestUnusable = "error-request-unusable";
    /// The platform is not registered here.
    PlatformUnknown = "error-platform-unknown";
    /// The platform has been switched off.
    PlatformDisabled = "error-platform-disabled";
    /// The address to return to is not registered for the platform.
    ReturnAddressUnknown = "error-return-address-unknown";
    /// Heading: the sign-in took too long.
    RequestExpiredHeading = "error-request-expired-heading";
    /// The sign-in took too long or was finished elsewhere.
    RequestExpired = "error-request-expired";
    /// Heading: the form cannot be accepted.
    FormStaleHeading = "error-form-stale-heading";
    /// The form is old, or was sent from another site; nothing was changed.
    FormStale = "error-form-stale";
    /// Heading: the browser keeps no cookies.
    CookiesOffHeading = "error-cookies-off-heading";
    /// The browser keeps no cookies; how to allow them.
    CookiesOff = "error-cookies-off";
    /// Heading: the account cannot be used.
    AccountUnusableHeading = "error-account-unusable-heading";
    /// The account is closed or frozen; where to get help.
    AccountUnusable = "error-account-unusable";
    /// Heading: the sign-out could not be checked.
    SignOutUnclearHeading = "error-sign-out-unclear-heading";
    /// A platform's request to sign out could not be checked; the person may still be signed in.
    SignOutUnclear = "error-sign-out-unclear";
    /// Heading: registration is closed.
    RegistrationClosedHeading = "error-registration-closed-heading";
    /// Accounts are not made here.
    RegistrationClosed = "error-registration-closed";
    /// Heading: too many requests.
    TooManyRequestsHeading = "error-too-many-requests-heading";
    /// Too many requests from here.
    TooManyRequests {
        /// Seconds to wait.
        seconds: u32
    } = "error-too-many-requests";
    /// Heading: the service asks for more proof than there is.
    LevelNotReachedHeading = "error-level-not-reached-heading";
    /// The service asks for a level this account has not reached.
    LevelNotReached = "error-level-not-reached";
    /// Heading: this is not allowed.
    NotAllowedHeading = "error-not-allowed-heading";
    /// The request is of a kind this address does not take.
    NotAllowed = "error-not-allowed";
    /// Heading: no such page.
    NotFoundHeading = "error-not-found-heading";
    /// No such page.
    NotFound = "error-not-found";
    /// Heading: the service is full.
    BusyHeading = "error-busy-heading";
    /// The service is full; try again.
    Busy {
        /// Seconds to wait.
        seconds: u32
    } = "error-busy";
    /// Heading: something of ours failed.
    FaultHeading = "error-fault-heading";
    /// Something of ours failed; what to do.
    Fault = "error-fault";

    // Ways on.
    /// To the account's home.
    WayHome = "way-home";
    /// To signing in.
    WaySignIn = "way-sign-in";
    /// To registering.
    WayRegister = "way-register";
    /// The same again.
    WayTryAgain = "way-try-again";
    /// To the platform the person came from.
    WayToPlatform {
        /// The platform's name.
        platform: String
    } = "way-to-platform";

    // Notices.
    /// A session was ended.
    SessionEnded = "notice-session-ended";
    /// All other sessions were ended.
    OtherSessionsEnded {
        /// How many.
        count: u32
    } = "notice-other-sessions-ended";
    /// A consent was withdrawn.
    ConsentWithdrawn {
        /// The platform's name.
        platform: String
    } = "notice-consent-withdrawn";
    /// The account was made.
    AccountCreated = "notice-account-created";
}

impl Message {
    /// Its words in a language.
    pub fn text(&self, locale: Locale) -> String {
        catalogue::text(locale, self.key(), &self.arguments())
    }
}
