# Proving who one is, and acting for organisations.
# Variables: $name a name, $count and $total numbers, others as named.

# Documents
document-resident-id = Resident identity card
document-residence-permit = Residence permit for Hong Kong, Macao and Taiwan residents
document-hk-macao-permit = Mainland travel permit for Hong Kong and Macao residents
document-taiwan-permit = Mainland travel permit for Taiwan residents
document-foreign-permanent-resident = Foreign permanent resident identity card
document-passport = Passport
field-document = Identity document
field-document-number = Document number
field-person-name = Name
field-person-name-hint = Exactly as it stands in the document. Keep spaces and middle dots.
field-bank-card = Bank card number
field-entity = Organisation

# What can be proved
proof-phone-code = Code sent to your phone
proof-self-asserted = Name and document you told us
proof-two-element = Name and number check
proof-bank = Bank card check
proof-telecom = Mobile number check
proof-provider = Name checked by a company
proof-face = Face check
proof-network = National network identity
proof-network-password = National network identity with password
proof-network-face = National network identity with face
proof-network-password-face = National network identity with password and face
proof-card = Identity card read by phone
proof-counter = Check at a counter
proof-certificate = Digital certificate
compares-register = Your name and document number with the official register.
compares-bank = Your name, document number, mobile number and bank card with what your bank has.
compares-telecom = Your name, document number and mobile number with what your mobile operator has.
compares-provider = Your name and document number with what the company has checked of you.
compares-face = Your face with the photo in the official record for your name and document number.
compares-network = Your network identity certificate, which you confirm in the national app.
compares-network-face = Your network identity certificate and your face, in the national app.
compares-card = What the chip of your identity card says, read with your phone.
compares-counter = You, your card and the official record, by two members of staff.
compares-certificate = Your signature with the digital certificate in your name.
takes-seconds = a few seconds
takes-minutes = { $count ->
    [one] about { $count } minute
   *[other] about { $count } minutes
}
takes-minutes-at-most = { $count ->
    [one] { $count } minute at most
   *[other] { $count } minutes at most
}

# Proving who one is
verify-identity-heading = Who are you?
verify-heading = Prove who you are
verify-why-needed = { $name } needs to know more surely who you are. You do this once. You will then go back.
verify-why-wished = { $name } would like to know more surely who you are. You can also go on without it.
verify-why-fresh = { $name } needs a recent proof of who you are. Your last one is too old for this.
verify-why-fresh-own = This needs a recent proof of who you are. Your last one is too old for it.
verify-why-own = With a higher level you can use more services.
verify-now = Now
verify-needed = Needed
verify-aim = Your aim
verify-person = Person
verify-change = Not right? Use another document or name
verify-identity-use = We keep your name and number locked away. Next you choose how to prove that they are yours.
verify-choose = How do you want to prove it?
verify-no-ways = No way is open for this document at the moment. Try again later, or use another document.
verify-hall = You can also do it at a public service hall. Bring your identity document. You need no phone.
verify-skip = Go on without it
verify-back-to = Cancel and go back to { $name }
way-compared = What is compared:
way-sent-to = { $name } gets what is needed for this check and nothing else. We only learn whether it matches.
way-step = step { $count } of { $total }
way-steps-then = This takes two different proofs. After this one you choose the second.
way-steps-last = This is the last proof you need.
way-phone-hint = The number that is registered in your name.
way-bank-card-hint = A card in your name. We do not keep the number.
way-known-phone = Your confirmed mobile number { $name } is used.
way-start = Use this way
way-not-now = Not available at the moment. Try again later, or use another way.
way-other-document = Not possible with your kind of document.
way-not-here = Only possible inside its own app. Open this page there.
face-consent = I agree that { $name } gets my name and document number, films my face and compares it with the photo in the official record.
face-never = We never get the pictures. You can stop at any time.
face-other-way = Your face is not needed: another way above or below does without it.
face-other-hall = Your face need not be filmed: you can go to a service hall instead.

# Waiting
waiting-heading = Waiting for { $name }
waiting-lead = The check is going on. You need not do anything.
waiting-visit = Finish the check there, then come back to this page.
waiting-what = Check
waiting-left = Takes
waiting-to-provider = Go to { $name }
waiting-check = Look now
waiting-cancel = Stop the check
waiting-by-itself = This page goes on by itself.
waiting-still = Turn that off
waiting-by-hand = This page no longer goes on by itself. Press “Look now”.

# What came of it
passed-heading = It worked
passed-lead = You have proved who you are.
passed-what = Proved
passed-by = Checked by
passed-until = Counts until
passed-always = No end
passed-session = You sign out
passed-session-more = To keep it for longer, add a proof of another kind.
passed-step = That was proof { $count } of { $total }. One of another kind is still needed.
failed-heading = It did not work
failed-no-match = What you told does not belong together, or is not in the record. Check every character of name and number and try again, or use another way.
failed-not-live = It could not be seen that you were in front of the camera. Go where there is good light, take off hat and glasses and try again, or use another way.
failed-other-face = The face does not match the photo in the record. Try again in good light, or use another way. Old photos often do not match.
failed-document-heading = This document cannot be used
failed-document-invalid = The document is no longer valid. Use another document, or have it renewed.
failed-deceased = The register says that the holder of this document has died. If that is wrong, the police station that keeps your household register can put it right. Bring your documents.
failed-refused = The provider could not make sure who you are. Try again, or use another way.
failed-subject-mismatch = Somebody else was checked than the person you named. The check has to be done by you, with your own document.
failed-elsewhere-heading = You already have an account
failed-elsewhere = This document belongs to another account. Sign in to that one. If you cannot get in, or it is not yours, go to a service hall with your document.
cancelled-heading = The check was stopped
cancelled-lead = Nothing was changed. You can start again at any time.
expired-heading = The check took too long
expired-lead = Nothing was changed. Start again when you have a few minutes.
broke-heading = The check could not be finished
broke-lead = It was nothing you did. Try again later, or use another way.
verified-again = Choose a way again
verified-more = Add another proof

# In whose name
capacity-heading = In whose name are you here?
capacity-lead = { $name } serves people and organisations. It is told what you choose.
capacity-lead-entities = { $name } serves organisations only. It is told which one you choose.
capacity-lead-own = Choose whom you act for now.
capacity-question = I am here
capacity-self = In my own name
capacity-none = You do not act for any organisation yet.
capacity-after = You can choose again when you come back.
capacity-to-acting = Organisations you act for
role-legal-representative = Legal representative
role-administrator = Administrator
role-agent = With a right that was given to you
items-only = Only for:
until = until
since = Since

# The person's identity
identity-heading = Your identity
identity-lead = What we know of you, how we know it, and how to put it right.
identity-level-heading = Your level
identity-until = This level lasts until
identity-in-session = In this session it is more: { $name }. That ends when you sign out.
identity-raise = Raise your level
identity-documents = Your documents
identity-documents-hint = Numbers are partly hidden. Nobody sees them in full unless you agree.
identity-documents-none = You have not told us a document yet.
document-told = Not checked
document-verified = Checked
document-verified-at = Checked on
document-valid-until = Valid until
document-new-name = New name, not checked yet: { $name }
identity-evidence = What your level rests on
identity-evidence-hint = Is there one you did not do yourself? Report it at once.
identity-evidence-none = Nothing has been proved yet.
proof-by-you = Told by you
proof-until = Counts until
worth-level = Level { $count }
worth-nothing = Does not count
worth-counts = It counts in full.
worth-session = It counts only until you sign out. With a proof of another kind beside it, it lasts.
worth-second-kind = With a proof of another kind beside it, it would count for more.
worth-expired = Its time is over.
worth-disputed = You reported that it was not you.
worth-beside-disputed = It counts for less while another proof is reported.
worth-revoked = It was withdrawn.
worth-capped = It counts for no more from this provider.
worth-too-old = It is too old.
worth-no-rule = Proofs of this kind count for nothing here.
dispute = This was not me
dispute-label = This was not me: { $name }
dispute-hint = The proof stops counting at once and your level falls to 2. Only a service hall can undo that. Change your password too.
dispute-submit = Report it

# Acting for organisations
acting-heading = Acting for organisations
acting-lead = For whom you may act, and who may act for yours.
acting-invitations = Invitations for you
acting-invitations-hint = Accept only what you know and want to do.
acting-entities = Organisations you look after
acting-entities-hint = You say who may act for them. Who represents them comes from the official register.
acting-entities-none = You look after no organisation.
acting-rights = Rights you hold
acting-rights-hint = When you are here for one of them, you act in its name.
acting-rights-none = Nobody has given you a right.
invitation-by = From { $name }
invitation-level = To accept it, first prove better who you are.
invitation-raise = Raise your level
invitation-confirm = Accept
invitation-confirm-label = Accept the invitation of { $name }
invitation-decline = Turn down
invitation-decline-label = Turn down the invitation of { $name }
allows-items = For
allows-all-items = Everything
allows-regions = Where
allows-everywhere = Everywhere
allows-last-day = Last day
entity-uscc = Unified social credit code
entity-gone = Closed or struck off: nobody can act for it
entity-administrators = Administrators
entity-administrators-none = None.
entity-agents = People with a right
entity-agents-none = Nobody.
administrator-remove = Remove
administrator-to-keep = Add again, or it ends on
administrators-full = There are as many administrators as there may be. Remove one before you add another.
administrators-not-yours = Only the legal representative adds and removes administrators.
agent-invited = Invited, no answer since
agent-active = Since
agent-to-reconfirm = Confirm, or it ends on
agent-reconfirm = Keep
agent-reconfirm-label = Keep the right of { $name }
agent-end = End
agent-end-label = End the right of { $name }
right-leave = Give up
right-leave-label = Give up the right to act for { $name }
for-entity = For { $name }.
invite-heading = Invite somebody to act for an organisation
invite-hint = The person gets nothing until they accept. They need an account and must prove that they are the person you name.
invite-phone-hint = We tell the person about the invitation there.
invite-items = Matters
invite-items-hint = One on each line, as the service calls it. Nothing else is allowed. For all matters, write * and nothing else.
invite-regions = Regions
invite-regions-hint = Division codes, like 44 or 440100. Leave it empty for everywhere.
invite-last-day = Last day
invite-last-day-hint = For example 2027-01-31. At most a year from now. You can end it earlier at any time.
invite-given-on = They may give parts of it on to others.
invite-submit = Send invitation
administrator-heading = Add an administrator
administrator-hint = Administrators invite people and end their rights. First invite the person, and wait until they accept.
administrator-submit = Add administrator

# Sentences chosen by the program; each belongs to one variant of Message.
problem-document-kind-missing = Choose your identity document.
problem-document-number-missing = Enter the document number.
problem-document-number-length = Numbers of this document have another length. Check that none is missing.
problem-document-number-characters = The number has a character that numbers of this document do not have.
problem-document-number-other-kind = This is the number of another kind of document. Choose that kind above.
problem-document-number-date = The date of birth in the number cannot be right. Check the number.
problem-document-number-mistyped = There is a mistake in the number. Check every digit.
problem-person-name-missing = Enter the name.
problem-person-name-length = The name has { $minimum } to { $maximum } characters.
problem-person-name-shape = The name has characters that no name has. Enter it as it stands in the document.
problem-other-number-verified = Another number of this document was already checked for your account. To change it, go to a service hall.
problem-documents-too-many = You entered too many different documents. Try again tomorrow, or go to a service hall.
problem-way-gone = This way is not possible here. Choose another one.
problem-way-not-now = This way does not work at the moment. Try again later, or choose another one.
problem-verifications-too-many = Too many attempts. Try again tomorrow, or go to a service hall.
problem-face-consent-missing = Tick the box if you agree to the face check, or choose another way.
problem-bank-card-missing = Enter the bank card number.
problem-bank-card-shape = This is not a bank card number. Check every digit.
problem-capacity-missing = Choose in whose name you are here.
problem-capacity-gone = You no longer have that right. Choose again.
problem-level-too-low = For this you must first prove better who you are.
problem-evidence-gone = That proof no longer counts, so there is nothing to report.
problem-entity-missing = Choose the organisation.
problem-items-missing = Write at least one matter, one on each line.
problem-items-shape = A matter is too long or has characters that cannot be shown.
problem-items-too-many = { $maximum ->
    [one] At most { $maximum } matter is possible.
   *[other] At most { $maximum } matters are possible.
}
problem-items-all-and-some = Write either * alone or single matters.
problem-items-wider = Your own right does not cover all of these matters.
problem-regions-too-many = { $maximum ->
    [one] At most { $maximum } region is possible.
   *[other] At most { $maximum } regions are possible.
}
problem-regions-wider = Your own right does not hold in all of these regions.
problem-regions-shape = Write division codes of 2, 4 or 6 digits, with spaces between them.
problem-last-day-missing = Enter the last day.
problem-last-day-past = The last day is over. Choose a later one.
problem-last-day-too-far = { $months ->
    [one] The last day can be at most { $months } month away.
   *[other] The last day can be at most { $months } months away.
}
problem-last-day-later = Your own right ends before that day.
problem-right-not-to-give-on = You may not give this right on.
problem-right-not-once-more = Whoever you give it to may not give it on again. Untick the box.
problem-invitations-too-many = Too many people were invited for this organisation today. Try again tomorrow.
problem-invitation-other-name = The name in the invitation is not the one in your document. Ask for a new invitation.
problem-invite-self = You cannot invite yourself.
problem-administrator-there = This person is an administrator already.
problem-administrators-full = { $maximum ->
    [one] There can be at most { $maximum } administrator.
   *[other] There can be at most { $maximum } administrators.
}
problem-person-unknown = Nobody with this name and document has accepted an invitation of the organisation. Invite the person first.
problem-entity-gone = The organisation is closed or struck off. Nobody can act for it.
problem-right-gone = It is no longer there. It was ended or answered meanwhile.

notice-identity-told = Your name and document are kept. They have not been checked yet.
notice-evidence-disputed = The proof no longer counts. If somebody else uses your account, change your password now and go to a service hall.
notice-agent-invited = { $name } is invited.
notice-invitation-confirmed = You may now act for { $entity }.
notice-invitation-declined = You turned down the invitation of { $entity }.
notice-right-left = You no longer act for { $entity }.
notice-right-ended = The right is ended, with all that was given on from it.
notice-right-reconfirmed = The right stays.
notice-administrator-added = { $name } is now an administrator.
notice-administrator-removed = The administrator was removed.

way-go-on = Continue
way-next-proof = Go on to the next proof
way-without = Go on without it
way-identity = To your identity
