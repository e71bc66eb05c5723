# Words for signing in, the second step, scanning, registering and getting back into an account.
# Variables: $name a name or a time, $count a number; sentences have $minutes, $seconds, $minimum of their own.

continue = Continue
field-code = Code
field-recovery-code = Recovery code
field-phone = Mobile number

# Ways to sign in
ways-last = What you used last time
ways-password = Use your user name and password
ways-others = Other ways to sign in
ways-now = Ways you can use now
ways-others-link = Sign in another way
way-passkey = Passkey
way-passkey-hint = Use your fingerprint, face, screen lock or a security key. No password to type.
way-qr = Scan with a phone that is signed in
way-qr-hint = Say yes on the phone and this device is signed in.
way-code = Code to your phone
way-code-hint = We text you 6 digits.
way-recover-link = Trouble signing in?

# Passkeys: the button, and what is said on the way
passkey-use = Use a passkey
passkey-waiting = Follow the steps your device shows you.
passkey-checking = Checking. One moment, please.
passkey-stopped = That did not work. You may have cancelled, it may have taken too long, or there is no passkey on this device. Try again, or choose another way.
passkey-not-here = This browser cannot use passkeys. Choose another way.
passkey-known = This device already has a passkey for this account. There is nothing to add.
passkey-failed = Your device did not give an answer we can use. Try again, or choose another way.

# Why one more proof is asked for
reason-platform = What you want to do needs a safer sign-in. { $name } asks you to show in one more way that it is you.
reason-again = { $name } asks you to confirm again that it is you.
reason-setting = You chose two steps for every sign-in.
reason-before-password = Before you change your password, please confirm it is you.
reason-before-passkeys = Before you change your passkeys, please confirm it is you.
reason-before-second-step = Before you change your second step, please confirm it is you.
reason-before-recovery-codes = Before you make new recovery codes, please confirm it is you.
reason-before-contact = Before you change your phone or email, please confirm it is you.
reason-before-export = Before you download your data, please confirm it is you.
reason-before-close = Before you close your account, please confirm it is you.
reason-before-allow = Before you allow another device to sign in, please confirm it is you.
reason-before-other = To protect your account, please confirm it is you before going on.

# The second step
second-totp-heading = Enter the digits from your authenticator app
second-totp-lead = Open the app on your phone, find “Yimen” and enter the 6 digits it shows now.
second-recovery-heading = Enter a recovery code
second-recovery-lead = Use one of the codes you kept that you have not used before. Each works once.
second-sms-heading = Confirm with a code to your phone
second-sms-lead = We will text 6 digits to the confirmed phone of your account.
second-sms-sent = We sent a code to the confirmed phone of your account. It works for { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}.
second-mail-heading = Confirm with a code by email
second-mail-lead = We will email 6 digits to the confirmed address of your account.
second-mail-sent = We sent a code to the confirmed email address of your account. It works for { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}.
second-passkey-heading = Confirm with a passkey
second-passkey-lead = Use your fingerprint, face, screen lock or a security key to show it is you.
second-password-heading = Confirm with your password
second-password-lead = Enter the password of this account.
second-others = Confirm another way
second-none = Can’t use any of these?
second-skip = Go on without it
second-by-passkey-hint = Use your fingerprint, face, screen lock or a security key.
second-by-totp = Authenticator app
second-by-totp-hint = The 6 digits an app on your phone shows, new every 30 seconds.
second-by-recovery = Recovery code
second-by-recovery-hint = One of the codes you printed or wrote down.
second-by-sms = Code to your phone
second-by-sms-hint = Sent to the confirmed phone of your account.
second-by-mail = Code by email
second-by-mail-hint = Sent to the confirmed email address of your account.
second-by-password = Password
second-by-password-hint = The password of this account.
recovery-code-hint = 10 letters and digits, like 7KQ2M-9DX4T. Capital or small letters do not matter.

# Codes
phone-heading = Sign in with a code to your phone
phone-lead = Enter your mobile number and we will text you 6 digits.
phone-hint = A number in mainland China with 11 digits. For other numbers, start with + and the country code.
phone-new-account = If there is no account with this number, one is made for you once you have entered the code.
phone-needs-account = It must be the confirmed phone of your account.
code-send = Send code
code-sms-heading = Enter the code from the text message
code-mail-heading = Enter the code from the email
code-to-number = We sent 6 digits to the number you entered. They work for { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}.
code-to-address = We sent 6 digits to the email address you entered. They work for { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}.
code-to-confirmed-phone = If what you entered is right, 6 digits are on their way to the confirmed phone of your account. They work for { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}.
code-to-confirmed-mail = If what you entered is right, 6 digits are on their way to the confirmed email address of your account. They work for { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}.
code-keep-secret = Tell this code to no one. Our staff will never ask you for it.
code-missing-question = Nothing arrived?
code-resend = Send again
code-change-number = Change the number
code-change-address = Change the email address
code-ways-link = Use another way

# A second step has to be set up first
set-up-heading = Set up a second step first
set-up-platform = This service of { $name } needs you to show in two ways that it is you. Your account has only one. You set this up once and can use it from then on.
set-up-own = Your account has only one way to sign in. You set this up once and can use it from then on.
set-up-choose = Choose what to set up
set-up-passkey = Add a passkey
set-up-passkey-hint = Recommended. Uses your fingerprint, face or screen lock. Takes about 1 minute.
set-up-app = Use an authenticator app
set-up-app-hint = An app on your phone shows 6 digits, also without a network. Takes about 3 minutes.
set-up-after = When you have finished, you go on to the service from here.
set-up-back-to = Not now, go back to { $name }

# Scanning: the screen
qr-heading = Sign in by scanning with your phone
qr-lead = You need a phone that is signed in to Yimen.
qr-picture = QR code to scan with your phone
qr-number-label = Your number
qr-step-scan = Scan this QR code with your phone’s camera and open the link.
qr-step-number = On the phone, choose the same number as here.
qr-step-allow = On the phone, choose “Allow”.
qr-opened = Your phone has opened it. Choose this number on the phone, then “Allow”.
qr-opened-told = Your phone has scanned the code. Go on there.
qr-approved-told = Allowed on your phone. Signing you in.
qr-soon-told = The QR code runs out in 20 seconds. You can then get a new one.
qr-valid = The QR code works for { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}.
qr-left = Time left
qr-finish = I have allowed it
qr-denied-heading = Not allowed on the phone
qr-denied = This device was not signed in. If that was a slip, you can try again.
qr-expired-heading = The QR code has run out
qr-expired = For your safety it works for a short time only. Get a new one.
qr-again = Get a new QR code

# Scanning: the phone
scan-heading = Sign in on another device?
scan-account = This would use the account of { $name }.
scan-device = That device
scan-source = Its network
scan-goes-to = Goes on to
scan-own-account = “Your account” at Yimen
scan-when = QR code made
scan-warning = Allow this only if you are in front of that screen and want to sign in there yourself. If somebody asked you by phone, text or chat to scan it, choose “Do not allow”.
scan-number = Which number does that screen show?
scan-deny = Do not allow
scan-allow = Allow
scan-approved-heading = Sign-in allowed
scan-approved = Go back to that screen. You can sign that device out at any time in “Your account”.
scan-denied-heading = Not allowed
scan-denied = That device was not signed in. If somebody else asked you to scan, do not reply to them.
scan-wrong-heading = Another number: stopped
scan-wrong = For your safety that device was not signed in. If you are in front of that screen, get a new QR code there and try again.
scan-expired-heading = This QR code no longer works
scan-expired = It has run out or was used before. Get a new one on that screen.

# Registering
register-phone-later = You can add a mobile number afterwards and confirm it with a code.
register-no-password = Rather have no password?
register-by-phone = Create an account with your phone

# Getting back into an account
recover-heading = Trouble signing in?
recover-lead = That happens. Choose what you still have, and we will help you back in.
recover-what = What do you still have?
recover-passkey = A passkey
recover-passkey-hint = Sign in with it, then set a new password in “Your account”.
recover-device = Another device that is signed in
recover-device-hint = Scan with it to sign in here.
recover-code = A recovery code
recover-code-hint = One of the codes you printed or wrote down.
recover-phone = Your confirmed phone
recover-phone-hint = We send it a code. For your safety you wait longer this way.
recover-none-heading = None of these?
recover-none = Bring your identity document to a public service hall near you. The staff will check it in person.
recover-code-heading = Get back in with a recovery code
recover-code-lead = Enter your user name and a recovery code you have not used before.
recover-phone-heading = Get back in with your phone
recover-phone-lead = Enter your user name. We will send a code to the confirmed phone of the account.
recover-other = Choose something else
recover-answer-heading = We have your request
recover-answer = If what you entered is right, you can set a new password when the time has come.
recover-answer-now = If what you entered is right, you can set a new password now.
recover-answer-why = Until then we warn the owner of the account. So even if somebody misuses your details, you have time to stop them.
recover-answer-keep = Keep the address of the next page: you go on from there. It also opens on another device, but do not send it to anyone.
recover-answer-open = Open and keep the next page
ticket-waiting-heading = Please come back later
ticket-ready-at = You can set a new password from
ticket-waiting-why = Until then we warn the owner of the account. So even if somebody misuses your details, you have time to stop them.
ticket-waiting-keep = Bookmark this page and open it again then. It works until { $name }.
ticket-cancel-hint = Remembered your password? Just sign in. You can then cancel this request in “Your account”.
ticket-ready-heading = Set a new password
ticket-ready-lead = All devices will then be signed out. Sign in again with the new password.
ticket-ready-until = Please finish by { $name }.
ticket-password = New password
ticket-submit = Set new password
ticket-over-heading = This request is over
ticket-over = It was cancelled, was finished, or ran out. It changed nothing in the account.
ticket-over-again = Start again
recover-done-heading = Your new password is set
recover-done = All devices have been signed out.
recover-done-next = Once you are signed in, check your devices and contact details in “Your account”, and make new recovery codes.
recover-done-sign-in = Sign in

# Sentences chosen by the program; each belongs to one variant of Message.
problem-phone-missing = Enter your mobile number.
problem-code-missing = Enter the code.
problem-code-shape = The code has 6 digits.
problem-code-wrong = The code is not right. Check it and try again.
problem-code-expired = The code has run out. Have another one sent.
problem-code-used-up = There were too many wrong codes, so this one no longer works. Have another one sent.
problem-code-too-soon = You can have another code sent in { $seconds ->
    [one] { $seconds } second
   *[other] { $seconds } seconds
}.
problem-code-not-sent = The code could not be sent. Try again later, or use another way.
problem-totp-wrong = These digits are not right. Enter the ones the app shows now, and check that the time on your phone is right.
problem-recovery-code-missing = Enter a recovery code.
problem-recovery-code-wrong = The recovery code is not right, or was used before.
problem-recovery-details-wrong = The user name and the recovery code do not belong together, or the code was used before.
problem-password-wrong = The password is not right. Try again.
problem-passkey-unknown = This passkey belongs to no account here. It may have been removed. Use another way.
problem-progress-stale = It took too long. For your safety, please sign in again.
problem-number-missing = Choose the number that screen shows.
problem-password-dictionary = The password is just a common word and easy to guess. Add a few unrelated words.
problem-password-keyboard = The password is a row of keys on the keyboard and easy to guess. Choose another one.
problem-password-repeats = The password repeats the same characters and is easy to guess. Choose another one.
problem-password-sequence = The password is a sequence like abc or 123 and easy to guess. Choose another one.
problem-password-date = The password looks like a date, such as a birthday, and is easy to guess. Choose another one.
problem-password-guessable = The password is easy to guess. Add a few unrelated words.
problem-password-breached = This password was leaked elsewhere, so anyone may know it. Choose another one.

qr-not-yet = It has not been allowed on the phone yet. Choose the number on the phone and allow it first.

error-way-off-heading = This way to sign in is not offered here
error-way-off = Please sign in another way.
error-sign-in-slow-heading = This sign-in took too long
error-sign-in-slow = For your safety, please sign in again. Nothing was changed.
way-other-ways = Sign in another way
way-recover = Get back into your account
