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
    /// The browser did not work out what it was asked for; from when on that is not needed.
    WorkMissing {
        /// Minutes until then.
        minutes: u32
    } = "problem-work-missing";
    /// The page was open for too long; nothing was changed.
    PageStale = "problem-page-stale";
    /// The user name has characters that are not allowed.
    UsernameShape = "problem-username-shape";
    /// The user name looks like a mobile number.
    UsernameNumber = "problem-username-number";
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

    // Problems on the pages of an account.
    /// A passkey was given no name.
    PasskeyNameMissing = "problem-passkey-name-missing";
    /// A passkey's name is too long.
    PasskeyNameTooLong {
        /// Most characters allowed.
        maximum: u32
    } = "problem-passkey-name-too-long";
    /// The device's answer cannot be used; try again.
    PasskeyRefused = "problem-passkey-refused";
    /// The device already has a passkey of this account.
    PasskeyAlreadyHere = "problem-passkey-already-here";
    /// The deployment takes only certain makes of passkey.
    PasskeyKind = "problem-passkey-kind";
    /// The current password was not typed.
    CurrentPasswordMissing = "problem-current-password-missing";
    /// The current password is wrong.
    CurrentPasswordWrong = "problem-current-password-wrong";
    /// No mail address was typed.
    MailMissing = "problem-mail-missing";
    /// The mail address is not one.
    MailShape = "problem-mail-shape";
    /// The box that confirms closing the account was not ticked.
    CloseUnconfirmed = "problem-close-unconfirmed";
    /// It is the account's only way in and was not removed.
    OnlyWayIn = "problem-only-way-in";

    // Problems on the pages of a sign-in in progress.
    /// No phone number was typed.
    PhoneMissing = "problem-phone-missing";
    /// No code was typed.
    CodeMissing = "problem-code-missing";
    /// What was typed is not six digits.
    CodeShape = "problem-code-shape";
    /// The code that was sent is another.
    CodeWrong = "problem-code-wrong";
    /// The code that was sent works no longer.
    CodeExpired = "problem-code-expired";
    /// Too many wrong codes; another must be sent.
    CodeUsedUp = "problem-code-used-up";
    /// Another code cannot be sent yet.
    CodeTooSoon {
        /// Seconds to wait.
        seconds: u32
    } = "problem-code-too-soon";
    /// The code could not be sent.
    CodeNotSent = "problem-code-not-sent";
    /// The digits are not the ones the authenticator app shows, or were used before.
    TotpWrong = "problem-totp-wrong";
    /// No recovery code was typed.
    RecoveryCodeMissing = "problem-recovery-code-missing";
    /// It is none of the account's recovery codes, or was used before.
    RecoveryCodeWrong = "problem-recovery-code-wrong";
    /// User name and recovery code do not belong together; does not say which is wrong.
    RecoveryDetailsWrong = "problem-recovery-details-wrong";
    /// The password of a known account is wrong.
    PasswordWrong = "problem-password-wrong";
    /// The passkey belongs to no account.
    PasskeyUnknown = "problem-passkey-unknown";
    /// A sign-in in progress took too long and begins anew.
    ProgressStale = "problem-progress-stale";
    /// No number was chosen on the phone.
    NumberMissing = "problem-number-missing";
    /// The password is a word of a dictionary.
    PasswordDictionary = "problem-password-dictionary";
    /// The password is a row of neighbouring keys.
    PasswordKeyboard = "problem-password-keyboard";
    /// The password is the same few characters over and over.
    PasswordRepeats = "problem-password-repeats";
    /// The password is a sequence.
    PasswordSequence = "problem-password-sequence";
    /// The password is a date.
    PasswordDate = "problem-password-date";
    /// The password is easy to guess for none of these reasons alone.
    PasswordGuessable = "problem-password-guessable";
    /// The password was leaked elsewhere.
    PasswordBreached = "problem-password-breached";

    // Problems on the pages of proving who one is and acting for others.
    /// No kind of document was chosen.
    DocumentKindMissing = "problem-document-kind-missing";
    /// No document number was typed.
    DocumentNumberMissing = "problem-document-number-missing";
    /// Numbers of this kind of document are longer or shorter.
    DocumentNumberLength = "problem-document-number-length";
    /// The number has a character that numbers of this kind of document do not have.
    DocumentNumberCharacters = "problem-document-number-characters";
    /// The number is that of another kind of document.
    DocumentNumberOtherKind = "problem-document-number-other-kind";
    /// The date of birth in the number is no date, or still to come.
    DocumentNumberDate = "problem-document-number-date";
    /// The number's check character does not fit: somebody mistyped.
    DocumentNumberMistyped = "problem-document-number-mistyped";
    /// No name was typed.
    PersonNameMissing = "problem-person-name-missing";
    /// The name is too short or too long.
    PersonNameLength {
        /// Fewest characters allowed.
        minimum: u32,
        /// Most characters allowed.
        maximum: u32
    } = "problem-person-name-length";
    /// The name has characters that no name has.
    PersonNameShape = "problem-person-name-shape";
    /// Another number of this kind of document was verified for the account.
    OtherNumberVerified = "problem-other-number-verified";
    /// Documents were told too often.
    DocumentsTooMany = "problem-documents-too-many";
    /// The way is not offered, or not for this document.
    WayGone = "problem-way-gone";
    /// The provider does not answer at the moment.
    WayNotNow = "problem-way-not-now";
    /// Too many verifications were begun.
    VerificationsTooMany = "problem-verifications-too-many";
    /// The look at the face was not agreed to.
    FaceConsentMissing = "problem-face-consent-missing";
    /// No bank card number was typed.
    BankCardMissing = "problem-bank-card-missing";
    /// The bank card number is not one.
    BankCardShape = "problem-bank-card-shape";
    /// It was not chosen in whose name to go on.
    CapacityMissing = "problem-capacity-missing";
    /// What was chosen is no longer the person's.
    CapacityGone = "problem-capacity-gone";
    /// The level is too low for what was tried.
    LevelTooLow = "problem-level-too-low";
    /// The proof counts no longer, or was disputed before.
    EvidenceGone = "problem-evidence-gone";
    /// No organisation was chosen, or none the person acts for.
    EntityMissing = "problem-entity-missing";
    /// No matters were named.
    ItemsMissing = "problem-items-missing";
    /// A matter is named with characters that cannot be shown, or at too great length.
    ItemsShape = "problem-items-shape";
    /// More matters were named than one right may have.
    ItemsTooMany {
        /// Most allowed.
        maximum: u32
    } = "problem-items-too-many";
    /// All matters were named, and single ones beside.
    ItemsAllAndSome = "problem-items-all-and-some";
    /// The right would cover more matters than the one it comes of.
    ItemsWider = "problem-items-wider";
    /// What stands for regions are no division codes.
    RegionsShape = "problem-regions-shape";
    /// More regions were named than one right may have.
    RegionsTooMany {
        /// Most allowed.
        maximum: u32
    } = "problem-regions-too-many";
    /// The right would hold in more places than the one it comes of.
    RegionsWider = "problem-regions-wider";
    /// No last day was given, or what was typed is none.
    LastDayMissing = "problem-last-day-missing";
    /// The last day is over.
    LastDayPast = "problem-last-day-past";
    /// The last day is too far away.
    LastDayTooFar {
        /// Most months allowed.
        months: u32
    } = "problem-last-day-too-far";
    /// The right would outlast the one it comes of.
    LastDayLater = "problem-last-day-later";
    /// The person's own right may not be given on.
    RightNotToGiveOn = "problem-right-not-to-give-on";
    /// What comes of a right that was given on may not be given on itself.
    RightNotOnceMore = "problem-right-not-once-more";
    /// Too many were invited today.
    InvitationsTooMany = "problem-invitations-too-many";
    /// The invitation has the person's number and another name.
    InvitationOtherName = "problem-invitation-other-name";
    /// Nobody can invite themselves.
    InviteSelf = "problem-invite-self";
    /// The person is an administrator of the organisation already.
    AdministratorThere = "problem-administrator-there";
    /// The organisation has as many administrators as it may have.
    AdministratorsFull {
        /// Most allowed.
        maximum: u32
    } = "problem-administrators-full";
    /// Nobody of this name and number was invited by the organisation itself and has accepted.
    PersonUnknown = "problem-person-unknown";
    /// The organisation was struck off or closed.
    EntityGone = "problem-entity-gone";
    /// The invitation or right is no longer there.
    RightGone = "problem-right-gone";

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
    /// The account always asks for two steps and none of its second ones works any more.
    SecondStepLost = "error-second-step-lost";
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
    /// Heading: this way to sign in is not offered.
    WayOffHeading = "error-way-off-heading";
    /// This way to sign in is not offered; others are.
    WayOff = "error-way-off";
    /// Heading: signing in took too long.
    SignInSlowHeading = "error-sign-in-slow-heading";
    /// Signing in took too long and begins anew.
    SignInSlow = "error-sign-in-slow";
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

    /// To the other ways to sign in.
    WayOtherWays = "way-other-ways";
    /// To getting back into an account.
    WayRecover = "way-recover";
    /// Further on.
    WayGoOn = "way-go-on";
    /// To the next of several proofs.
    WayNextProof = "way-next-proof";
    /// Further on without what was asked for.
    WayWithout = "way-without";
    /// To the page about the person's identity.
    WayIdentity = "way-identity";

    // Notices.
    /// The phone has not allowed it yet.
    QrNotYet = "qr-not-yet";
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
    /// A passkey was added.
    PasskeyAdded {
        /// Its name.
        name: String
    } = "notice-passkey-added";
    /// A passkey has another name.
    PasskeyRenamed {
        /// Its new name.
        name: String
    } = "notice-passkey-renamed";
    /// A passkey was removed.
    PasskeyRemoved {
        /// Its name.
        name: String
    } = "notice-passkey-removed";
    /// An authenticator app was set up.
    TotpSetUp = "notice-totp-set-up";
    /// The authenticator app was removed.
    TotpRemoved = "notice-totp-removed";
    /// Something was removed, and with it the last thing a second step could be taken with.
    SecondStepGone = "notice-second-step-gone";
    /// Two steps are asked at each sign-in from now on.
    TwoStepsAlways = "notice-two-steps-always";
    /// Two steps are asked only when a platform asks for them.
    TwoStepsWhenAsked = "notice-two-steps-when-asked";
    /// The password was changed.
    PasswordChanged = "notice-password-changed";
    /// The password was changed and all other sessions were ended.
    PasswordChangedOthersEnded {
        /// How many.
        count: u32
    } = "notice-password-changed-others";
    /// A first password was set.
    PasswordSet = "notice-password-set";
    /// A mobile number was confirmed.
    PhoneConfirmed = "notice-phone-confirmed";
    /// A mail address was confirmed.
    MailConfirmed = "notice-mail-confirmed";
    /// The mobile number was removed.
    PhoneRemoved = "notice-phone-removed";
    /// The mail address was removed.
    MailRemoved = "notice-mail-removed";
    /// A device is no longer known.
    DeviceForgotten = "notice-device-forgotten";
    /// A way back into the account was called off.
    RecoveryStopped = "notice-recovery-stopped";
    /// Name and document were told.
    IdentityTold = "notice-identity-told";
    /// A proof was disputed.
    EvidenceDisputed = "notice-evidence-disputed";
    /// Somebody was invited to act for an organisation.
    AgentInvited {
        /// The person's name.
        name: String
    } = "notice-agent-invited";
    /// The person may act for an organisation now.
    InvitationConfirmed {
        /// The organisation's name.
        entity: String
    } = "notice-invitation-confirmed";
    /// The person does not want to act for an organisation.
    InvitationDeclined {
        /// The organisation's name.
        entity: String
    } = "notice-invitation-declined";
    /// The person acts for an organisation no longer.
    RightLeft {
        /// The organisation's name.
        entity: String
    } = "notice-right-left";
    /// Somebody's right or invitation was ended.
    RightEnded = "notice-right-ended";
    /// Somebody's right was confirmed by the new legal representative.
    RightReconfirmed = "notice-right-reconfirmed";
    /// Somebody is an administrator now.
    AdministratorAdded {
        /// The person's name.
        name: String
    } = "notice-administrator-added";
    /// Somebody is an administrator no longer.
    AdministratorRemoved = "notice-administrator-removed";
    /// Settings were saved.
    SettingsSaved = "notice-settings-saved";
}

impl Message {
    /// Its words in a language.
    pub fn text(&self, locale: Locale) -> String {
        catalogue::text(locale, self.key(), &self.arguments())
    }
}
