# Sentences chosen by the program; each belongs to one variant of Message.

problem-username-missing = Enter your user name.
problem-password-missing = Enter your password.
problem-credentials-wrong = The user name or the password is not right. Check both and try again.
problem-too-many-attempts = Too many attempts. Try again in { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
}.
problem-page-stale = This page was open for too long. Nothing was changed. Please fill it in again.
problem-username-number = Choose a user name that does not look like a mobile number. To sign in with your number, confirm it in your account.
problem-username-shape = Use only letters, digits, dots, underscores and hyphens in the user name.
problem-username-too-short = The user name needs at least { $minimum ->
    [one] { $minimum } character
   *[other] { $minimum } characters
}.
problem-username-too-long = The user name can have at most { $maximum ->
    [one] { $maximum } character
   *[other] { $maximum } characters
}.
problem-username-taken = Somebody already uses this user name. Choose another one.
problem-display-name-missing = Enter your name.
problem-display-name-shape = The name has characters that cannot be shown. Remove them.
problem-display-name-too-long = The name can have at most { $maximum ->
    [one] { $maximum } character
   *[other] { $maximum } characters
}.
problem-password-too-short = The password needs at least { $minimum ->
    [one] { $minimum } character
   *[other] { $minimum } characters
}.
problem-password-too-long = The password can have at most { $maximum ->
    [one] { $maximum } character
   *[other] { $maximum } characters
}.
problem-password-common = Many people use this password and it is easy to guess. Choose another one.
problem-password-like-name = The password is too close to your user name or name. Choose another one.
problem-password-shape = The password has characters no keyboard can type. Remove them.
problem-phone-shape = Enter a mobile number, like 138 0000 0000.
problem-decision-missing = Choose whether to share or not.

error-request-unusable-heading = This sign-in cannot go on
error-request-unusable = The platform sent a request we cannot use. The platform has to put it right. Your account is not affected.
error-platform-unknown = The platform that asks you to sign in is not registered here. For your safety we stopped. Your account is not affected.
error-platform-disabled = The platform that asks you to sign in is switched off at present. Try again later, or contact the platform.
error-return-address-unknown = The platform asks us to send you to an address that is not registered. For your safety we stopped. Your account is not affected.
error-request-expired-heading = This sign-in has run out
error-request-expired = It took too long, or it was finished on another page. Go back to the platform and start again. Nothing was changed.
error-form-stale-heading = Please send it again
error-form-stale = The page was open for too long, or was not opened from this site. Nothing was changed. Please try again.
error-cookies-off-heading = Your browser did not keep what signing in needs
error-cookies-off = Signing in needs cookies. Allow cookies for this site in your browser’s settings and try again.
error-account-unusable-heading = This account cannot be used at present
error-account-unusable = The account is closed or frozen. To open it again, go to a public service hall near you with your identity document.
error-sign-out-unclear-heading = You are not signed out
error-sign-out-unclear = We could not check the platform’s request to sign you out, so we changed nothing. You can sign out yourself in “Your account”.
error-registration-closed-heading = Accounts are not created here
error-registration-closed = Your organisation or a public service hall opens an account for you.
error-too-many-requests-heading = Too many requests
error-too-many-requests = Try again in { $seconds ->
    [one] { $seconds } second
   *[other] { $seconds } seconds
}.
error-level-not-reached-heading = This service needs a higher level
error-level-not-reached = Your account has not reached the level this service asks for. Go back to the platform for another way, or raise your level at a public service hall near you.
error-second-step-lost = You chose to sign in with two steps, and none of your second steps can be used at the moment. Try again later. If it stays so, bring your identity document to a service hall.
error-not-allowed-heading = This page cannot be opened like this
error-not-allowed = Start again from the platform or from “Your account”.
error-not-found-heading = Page not found
error-not-found = The address may be mistyped, or the page has moved.
error-busy-heading = Many people are using this service now
error-busy = Try again in { $seconds ->
    [one] { $seconds } second
   *[other] { $seconds } seconds
}. What you filled in was not sent, so nothing is done twice.
error-fault-heading = Something went wrong on our side
error-fault = It was nothing you did. We have recorded it and will look into it. Please try again later.

way-home = Go to your account
way-sign-in = Sign in again
way-register = Create an account
way-try-again = Try again
way-to-platform = Go back to { $platform }

notice-session-ended = That device is signed out.
notice-other-sessions-ended = { $count ->
    [one] { $count } other device is signed out.
   *[other] { $count } other devices are signed out.
}
notice-consent-withdrawn = Your consent for { $platform } is withdrawn.
notice-account-created = Your account is ready and you are signed in.

# Browsers inside apps, as their makers call them.
device-wechat = WeChat
device-alipay = Alipay
device-weibo = Weibo
device-unknown = Unknown browser
