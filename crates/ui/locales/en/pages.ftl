# Words of the pages: short sentences, everyday words, no protocol terms.
# Variables: $name a name, $count a number, $year $month $day $clock a date and time.

# The language itself: its name on the switch, its direction (ltr or rtl).
language-own-name = English
language-direction = ltr

brand = Yimen
tagline = One sign-in for public services
skip-to-content = Skip to content
switch-print-large = Large print
switch-print-normal = Normal print
switches = Language and print size
account-link = Your account
signed-in-as = Signed in as { $name }
title = { $name } - Yimen
title-with-problem = Error: { $name } - Yimen
footer-password = We never ask for your password by phone, text message or email.
footer-reference = Page reference
asking-purpose = signs people in with Yimen
problem-prefix = Error:
error-summary-heading = There is a problem
optional = (optional)
password-show = Show
password-hide = Hide
password-show-label = Show password
password-hide-label = Hide password
progress = Step { $count } of { $total }

sign-in-heading = Sign in
sign-in-next = You will then go back to { $name }.
sign-in-own = You can then see your account.
sign-in-again-heading = Confirm it is you
sign-in-again = You are signed in as { $name }.
sign-in-submit = Sign in
sign-in-again-submit = Continue
sign-in-cancel = Cancel
sign-in-cancel-to = Cancel and go back to { $name }
sign-in-no-account = No account yet?
sign-in-register = Create an account
field-username = User name
field-password = Password

register-heading = Create an account
register-next = You do this once. You will then go back to { $name }.
register-own = You do this once. It works with every public service platform.
register-username-hint = You sign in with it. Letters, digits, dots, underscores and hyphens.
register-display-name = Name
register-display-name-hint = Your full name, as on your documents. Keep spaces and middle dots.
register-password-hint =
    At least { $count ->
        [one] { $count } character
       *[other] { $count } characters
    }. A few unrelated words in a row are easy to remember and hard to guess.
register-submit = Create account and continue
register-have-account = Already have an account?
register-sign-in = Sign in

consent-heading = Share this information with { $name }?
consent-account = You are using the account of { $name }.
consent-required = Needed for the service
consent-optional = Your choice
consent-optional-hint = The service works without it.
consent-purpose = Used for
consent-basis = Legal basis
consent-after = If you choose “Do not share”, nothing is shared and you go back to { $name }. If you share, you can withdraw at any time in “Your account”.
consent-allow = Share
consent-deny = Do not share
consent-nothing = Nothing is shared beyond the fact that you are signed in.

error-incident = Incident number
error-incident-hint = Give this number if you ask for help.
error-detail-summary = Details for technical staff
error-detail-code = Code
error-detail-description = Description

sign-out-heading = Sign out?
sign-out-asked = { $name } asks you to sign out.
sign-out-effect = You will be signed out of every platform you signed in to with this browser.
sign-out-account = Account: { $name }
sign-out-submit = Sign out
sign-out-stay = Stay signed in

signed-out-heading = You are signed out
signed-out-text = This browser no longer keeps you signed in.
signed-out-told = Platforms we told
signed-out-failed = We could not reach every platform. Sign out there yourself, or close your browser.
logout-pending = Being told
logout-delivered = Signed out
logout-failed = Not reached

form-post-heading = Going back to { $name }
form-post-heading-plain = Going back
form-post-text = If nothing happens, press the button.
form-post-submit = Continue

moment = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }, { $clock }
moment-day = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
moment-now = just now
moment-minutes = { $count ->
    [one] { $count } minute ago
   *[other] { $count } minutes ago
}
moment-hours = { $count ->
    [one] { $count } hour ago
   *[other] { $count } hours ago
}
moment-days = { $count ->
    [one] { $count } day ago
   *[other] { $count } days ago
}

item-openid = An identifier made for this platform alone
item-profile = Name and basic details
item-name = Name
item-preferred-username = User name
item-phone = Mobile number
item-email = Email address
item-address = Address
item-birthdate = Date of birth
item-gender = Gender
item-id-number = Identity document number
item-id-number-masked = Partly hidden identity document number
item-real-name = Name in your identity document, checked
item-id-document-type = Kind of identity document
item-age-over-18 = Whether you are 18 or older
item-resident-in = Whether your household is registered in the area
item-resident-in-code = Whether your household is registered in the area with the division code { $name }
item-entity-name = Name of the organisation you act for
item-entity-uscc = Unified social credit code of the organisation you act for
item-levels = Levels of your account
item-entity = The organisation you act for
item-offline-access = Acting for you while you are away

gallery-heading = Pages and components
gallery-text = Every page and component in its states, to look at and compare.
gallery-pages = Pages
gallery-components = Components
gallery-table-caption = Sign-ins of the last three days
gallery-table-day = Day
gallery-table-count = Sign-ins
gallery-choice = How do you want to prove who you are?
gallery-choice-phone = With a phone
gallery-choice-phone-hint = You need a phone with internet access. It takes about 2 minutes.
gallery-choice-hall = At a service hall
gallery-choice-hall-hint = Bring your identity card. You need no phone.
gallery-code = Code from the text message
gallery-code-hint = 6 digits, valid for 10 minutes.
gallery-notice-info = Maintenance tonight from 22:00 to 24:00. Signing in may not work then.
gallery-notice-success = Your mobile number has been changed.
gallery-notice-warning = Your identity check runs out in 30 days.
gallery-buttons = Buttons
gallery-primary = Main action
gallery-quiet = Second action
gallery-danger = Cannot be undone
