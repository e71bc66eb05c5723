//! Messages to people: codes and notices, through providers of text messages and mail.
