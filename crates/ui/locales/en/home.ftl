# The account’s home and the pages below it.
# Variables: $name a name, $count a number, others as named.

home-heading = Your account
home-levels = Levels of your account
home-levels-hint = Services ask for what they need. One level says how surely we know who you are, the other how you signed in this time.
home-identity-level = Identity check
home-authentication-level = This sign-in
home-level-of = Level { $count } of { $total }
home-identity-1 = Guest. You have not told us who you are.
home-identity-2 = You told us who you are. It has not been checked.
home-identity-3 = Your name and document number match the official record.
home-identity-4 = We confirmed that you are the person in the official record.
home-identity-5 = Confirmed in person at a counter, or by a digital certificate.
home-authentication-1 = You proved yourself in one way.
home-authentication-2 = You proved yourself in two ways.
home-authentication-3 = You used security hardware that cannot be phished.
home-services = Services you can go to
home-services-hint = They open already signed in. No password needed.
home-services-none = No service is connected yet.
home-sessions = Where you are signed in
home-sessions-hint = Is there a device you do not know? Sign it out at once and change your password.
home-session-current = This device
home-session-started = Signed in
home-session-last-seen = Last used
home-session-end = Sign out
home-session-end-label = Sign out { $name }
home-sessions-end-all = Sign out all other devices
home-consents = What you agreed to share
home-consents-hint = Once you withdraw, the platform can no longer get this information.
home-consents-none = You have not agreed to share anything.
home-consent-given = Agreed
home-consent-withdraw = Withdraw
home-consent-withdraw-label = Withdraw consent for { $name }
home-logouts = Recent sign-outs
home-sign-out = Sign out

trail = Where you are
save = Save
change = Change
change-label = Change { $name }
remove-label = Remove { $name }
set-up = Set up
used-last = Last used
used-never = Not used yet
back-to-security = Back without changing anything
only-way-in = This is your only way to sign in. Add another one before you remove it.
print-page = Print
copy = Copy
copied = Copied

attention-heading = Please look at this
attention-recovery = Somebody asked to get back into this account with a new password. If it was not you, stop it now.
attention-recovery-requested = Asked
attention-recovery-ready = Possible from
attention-recovery-cancel = It was not me: stop it
attention-place = From
attention-device = Device
attention-seen = Signed in
attention-new-device = A new device signed in to your account.
attention-to-devices = Look at your devices
attention-copied = The passkey “{ $name }” may exist twice, so we refused it. Remove it and make a new one.
attention-to-security = Go to your ways to sign in
attention-one-way = You have only one way to sign in. If you lose it, you are locked out.
attention-add-way = Add a second way
attention-few-codes = { $count ->
    [0] You have no recovery codes left.
    [one] You have { $count } recovery code left.
   *[other] You have { $count } recovery codes left.
}
attention-new-codes = Make new ones
attention-invited = You were invited to act for { $name }.
attention-to-acting = Look at the invitation

overview-manage = Look after your account
overview-security = Passkeys, codes and password
overview-passkeys = { $count ->
    [0] No passkey
    [one] { $count } passkey
   *[other] { $count } passkeys
}
overview-two-steps-always = two steps at every sign-in
overview-two-steps-when-asked = two steps when a service asks
overview-two-steps-none = no second step set up
overview-devices = { $count ->
    [one] Signed in on { $count } device
   *[other] Signed in on { $count } devices
}
overview-history = Last sign-in: { $name }
overview-history-none = Sign-ins and changes
overview-acting = Invitations, people you gave rights to
overview-consents = { $count ->
    [0] Nothing shared
    [one] Shared with { $count } platform
   *[other] Shared with { $count } platforms
}

devices-heading = Devices
devices-lead = Where your account is open now, and the devices we know.
devices-from = From
devices-known = Devices we know
devices-known-hint = These have signed in before. If we forget one, we tell you when it signs in again. It stays signed in until you sign it out above.
devices-first-seen = First sign-in
devices-last-seen = Latest sign-in
devices-forget = Forget
devices-forget-label = Forget { $name }

security-heading = Ways to sign in
security-lead = Keep at least two. Then you still get in when you lose one.

passkeys-heading = Passkeys
passkeys-hint = You sign in with your fingerprint, your face or the screen lock of your device. There is nothing to remember and nothing to give away.
passkeys-none = You have no passkey yet.
passkeys-synced = On your devices of the same maker
passkeys-this-device = On this device only
passkeys-created = Added
passkeys-name = Name of the passkey
passkeys-name-hint = So that you know it again, like “Work computer”.
passkeys-remove = Remove passkey
passkeys-remove-hint = If you remove it, you can no longer sign in with it. Delete it on your device as well.
passkeys-add = Add a passkey
passkey-new-heading = Add a passkey
passkey-new-lead = Your device will ask for your fingerprint, your face or its screen lock.
passkey-new-stays = Your fingerprint and face stay on your device. We never get them.
passkey-new-phishing = A passkey works on this site only. Nobody can talk you out of it or copy it from a false page.
passkey-new-lost = If you lose the device, you sign in another way and remove the passkey here.
passkey-new-submit = Ask my device
passkey-new-not-here = No passkey can be made in this browser as it is. Either script is switched off: switch it on and open this page again. Or the browser is too old: try another one. Your other ways to sign in stay as they are.

totp-heading = Authenticator app
totp-hint = An app on your phone shows a new code every 30 seconds. It works without a network.
totp-on = Set up
totp-off = Not set up.
totp-since = Set up on
totp-replace = Move to another app or phone
totp-remove = Remove
totp-remove-hint = If you remove it, its codes no longer work here.
totp-new-heading = Set up an authenticator app
totp-new-lead = You need your phone. It takes about 2 minutes.
totp-step-app = Open an authenticator app on your phone
totp-step-app-hint = Any app that shows six-digit codes will do. Many password managers have one built in.
totp-step-scan = Add an account in the app and scan this picture
totp-qr = Picture for the camera of your phone. The key below says the same.
totp-step-type = If you cannot scan it, type this key into the app. It is for you alone:
totp-step-code = Type the code that the app shows now
totp-code = Code from the app
totp-code-hint = 6 digits. If it is about to change, wait for the next one.
totp-submit = Set up

recovery-codes-heading = Recovery codes
recovery-codes-hint = For the day your phone is lost. Each code works once.
recovery-codes-not-made = Not made yet.
recovery-codes-left = { $count ->
    [one] { $count } code left.
   *[other] { $count } codes left.
}
recovery-codes-replaced = New codes replace them.
recovery-codes-make = Make codes
recovery-codes-remake = Make new codes
recovery-codes-new-heading = Your recovery codes
recovery-codes-new-lead = Print this page or write the codes down. Keep them where only you can get at them.
recovery-codes-warning = We show these codes only now. Codes you had before no longer work.
recovery-codes-made = Made
recovery-codes-keep = Do not keep them in the phone you sign in with. We never ask for a recovery code by phone, text message or email.
recovery-codes-kept = I have kept them

contacts-heading = Phone and mail
contacts-hint = We write to them when something important happens to your account.
contact-phone = Mobile number
contact-mail = Mail address
contact-none = None
contact-add = Add
contact-replace = Use another one
contact-remove = Remove
contact-remove-hint = If you remove it, we can no longer warn you or send you codes there.
contact-current = At present: { $name }
contact-phone-heading = Your mobile number
contact-phone-lead = We send a code to it to see that it is yours.
contact-phone-hint = A number in mainland China, or one from elsewhere with its country code, like +852.
contact-mail-heading = Your mail address
contact-mail-lead = We send a code to it to see that it is yours.
contact-mail-hint = Like name@example.com.
contact-send = Send code

password-not-set = You have no password. You sign in another way.
password-is-set = Set.
password-changed = Last changed
password-set = Set a password
password-change = Change password
password-set-heading = Set a password
password-change-heading = Change your password
password-current = Current password
password-new = New password
password-new-hint = { $count ->
    [one] At least { $count } character.
   *[other] At least { $count } characters.
}
password-tips = A good password
password-tip-words = is long: four words that have nothing to do with each other are easy to remember.
password-tip-own = has nothing of your name, birthday or phone number in it.
password-tip-once = is used nowhere else.
password-end-others = Sign out all my other devices
password-save = Save password

two-steps-heading = Two steps
two-steps-hint = With two steps, somebody who learns your password still cannot get in.
two-steps-question = When do you want to be asked for two steps?
two-steps-always = At every sign-in
two-steps-always-hint = Safest. A passkey counts as both steps at once.
two-steps-when-asked = Only when a service asks for it
two-steps-when-asked-hint = Some services need it for important matters.
two-steps-nothing = First set up something for the second step: a passkey or an authenticator app.

history-heading = History
history-lead = What happened with your account, newest first.
history-not-me = Was one of these not you? Make your account safe.
history-none = Nothing has happened yet.
history-with = With
history-older = Older
history-newest = Newest
event-registered = Account created
event-imported = Account created by an administrator
event-status = An administrator changed whether the account can be used
event-signed-in = Signed in
event-refused = Sign-in refused
event-limited = Too many attempts: stopped for a while
event-signed-out = Signed out
event-passkey-added = Passkey added
event-passkey-removed = Passkey removed
event-passkey-copied = Passkey refused: it may exist twice
event-totp-added = Authenticator app set up
event-totp-removed = Authenticator app removed
event-recovery-codes = New recovery codes made
event-two-steps = Two steps: setting changed
event-password = Password changed
event-phone = Mobile number changed
event-mail = Mail address changed
event-contact = Phone or mail changed
event-device-forgotten = Device forgotten
event-scan-approved = Sign-in on another device allowed
event-scan-denied = Sign-in on another device turned away
event-recovery-started = Somebody asked to get back into the account
event-recovery-cancelled = Getting back into the account was stopped
event-recovery-finished = New password set after losing access
event-consent-given = Agreed to share with { $name }
event-consent-refused = Did not share with { $name }
event-consent-withdrawn = Withdrew consent for { $name }
event-identity-told = Name and identity document entered
event-identity-verified = Identity document confirmed as yours
event-identity-moved = An identity document went over to another account, whose person proved it to be theirs
event-verification-started = Identity check begun
event-verification-passed = Identity check passed
event-verification-failed = Identity check not passed
event-verification-unfinished = Identity check not finished
event-evidence-disputed = You reported a proof that was not about you
event-level-changed = Identity level is now { $count }
event-level-changed-somehow = Identity level changed
event-delegation-invited = Invitation to act for { $name }
event-delegation-confirmed = Invitation to act for { $name } accepted
event-delegation-ended = Right to act for { $name } ended
an-organisation = an organisation
event-exported = Copy of your data downloaded
event-closed = Account closed
method-password = password
method-passkey = passkey
method-code = one-time code
method-sms = text message
method-phone = signed-in phone

settings-heading = Settings
settings-lead = Kept with your account and used on every device.
settings-language = Language
settings-print = Print size
settings-print-normal = Normal print
settings-print-large = Large print
settings-print-large-hint = Bigger letters on every page.
export-heading = Your data
export-hint = Everything we keep about you, in one file that other programs can read.
export-download = Download your data
close-heading = Close your account
close-hint = For good. You will see what happens before you decide.
close-begin = Close account

close-question = Close your account for good?
close-account = Account: { $name }
close-then = What happens then
close-then-sessions = You are signed out everywhere at once, and the platforms are told.
close-then-erased = Your name, phone number, ways to sign in and consents are erased.
close-then-records = We keep the record of sign-ins for as long as the law asks, without your name.
close-then-platforms = What platforms have stored stays with them. Ask them if you want it erased.
close-then-final = Nobody can undo it, nor can we. Your user name can then be taken by somebody else.
close-platforms = You have used your account with
close-export = You may want to keep a copy first:
close-confirm = I understand. Close my account for good.
close-submit = Close account
close-cancel = Keep my account
closed-heading = Your account is closed
closed-text = You are signed out everywhere. What we knew of you is erased.
closed-way = To the first page

problem-passkey-name-missing = Give the passkey a name.
problem-passkey-name-too-long = The name can have at most { $maximum ->
    [one] { $maximum } character
   *[other] { $maximum } characters
}.
problem-passkey-refused = Your device’s answer could not be used. Please try again.
problem-passkey-already-here = This device already has a passkey for your account.
problem-passkey-kind = This kind of passkey is not accepted here. Use another device or security key.
problem-current-password-missing = Enter your current password.
problem-current-password-wrong = The current password is wrong.
problem-mail-missing = Enter a mail address.
problem-mail-shape = Enter a mail address like name@example.com.
problem-close-unconfirmed = Tick the box if you want to close your account.
problem-only-way-in = This is your only way to sign in, so it was not removed. Add another one first.

notice-passkey-added = The passkey “{ $name }” was added.
notice-passkey-renamed = The passkey is now called “{ $name }”.
notice-passkey-removed = The passkey “{ $name }” was removed.
notice-totp-set-up = The authenticator app is set up.
notice-totp-removed = The authenticator app was removed.
notice-second-step-gone = It was removed. Nothing is left to take a second step with, so you are no longer asked for one at every sign-in.
notice-two-steps-always = From now on you are asked for two steps at every sign-in.
notice-two-steps-when-asked = You are asked for two steps only when a service needs it.
notice-password-changed = Your password was changed.
notice-password-changed-others = Your password was changed, and { $count ->
    [0] no other device was signed in
    [one] { $count } other device is signed out
   *[other] { $count } other devices are signed out
}.
notice-password-set = Your password is set.
notice-phone-confirmed = Your mobile number is confirmed.
notice-mail-confirmed = Your mail address is confirmed.
notice-phone-removed = Your mobile number was removed.
notice-mail-removed = Your mail address was removed.
notice-device-forgotten = The device is forgotten.
notice-recovery-stopped = It is stopped. Nobody can set a new password that way. If somebody tried to get in, change your password now.
notice-settings-saved = Your settings are saved.
