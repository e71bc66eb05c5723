//! One kept-open HTTP/1.1 connection over loopback: writes a request, reads the whole answer. Only what this service
//! sends is understood: a `Content-Length` in every answer.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::Outcome;

/// Longest wait for an answer: past it something is wrong and the figures would be too.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is sent.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Request<'a> {
    /// Path and query.
    pub(crate) path: &'a str,
    /// The `Authorization` header.
    pub(crate) authorization: Option<&'a str>,
    /// The `Cookie` header.
    pub(crate) cookies: Option<&'a str>,
    /// A form: sent by POST.
    pub(crate) form: Option<&'a str>,
}

impl<'a> Request<'a> {
    /// GET.
    pub(crate) fn get(path: &'a str) -> Self {
        Self { path, ..Self::default() }
    }

    /// POST with a form.
    pub(crate) fn post(path: &'a str, form: &'a str) -> Self {
        Self { path, form: Some(form), ..Self::default() }
    }

    /// With an `Authorization` header.
    pub(crate) const fn authorized(mut self, authorization: &'a str) -> Self {
        self.authorization = Some(authorization);
        self
    }

    /// With cookies.
    pub(crate) const fn with_cookies(mut self, cookies: &'a str) -> Self {
        self.cookies = Some(cookies);
        self
    }
}

/// What came back.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: u16,
    /// The `Location` header; empty without one.
    pub(crate) location: String,
    /// The `Set-Cookie` headers, name and value only.
    pub(crate) cookies: Vec<String>,
    /// The body.
    pub(crate) body: String,
}

impl Answer {
    /// The answer, if it has this status.
    pub(crate) fn expect(self, status: u16) -> Outcome<Self> {
        if self.status == status {
            Ok(self)
        } else {
            Err(format!("not the answer expected ({status}): {self:?}"))
        }
    }

    /// A text member of a JSON body.
    pub(crate) fn member(&self, name: &str) -> Outcome<String> {
        let json: serde_json::Value =
            serde_json::from_str(&self.body).map_err(|error| format!("no JSON ({error}): {self:?}"))?;
        let value = json.get(name).and_then(serde_json::Value::as_str);
        value.map(str::to_owned).ok_or_else(|| format!("no {name}: {self:?}"))
    }
}

/// The connection.
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
    host: String,
    out: String,
    line: String,
}

impl Connection {
    /// Connects.
    pub(crate) fn open(address: SocketAddr) -> Outcome<Self> {
        let stream =
            TcpStream::connect_timeout(&address, PATIENCE).map_err(|error| format!("{address}: {error}"))?;
        let set = stream.set_nodelay(true).and_then(|()| stream.set_read_timeout(Some(PATIENCE)));
        set.map_err(|error| format!("{address}: {error}"))?;
        let host = format!("localhost:{}", address.port());
        Ok(Self { stream: BufReader::new(stream), host, out: String::new(), line: String::new() })
    }

    /// Sends a request and reads its answer.
    pub(crate) fn send(&mut self, request: Request<'_>) -> Outcome<Answer> {
        self.write(request).map_err(|error| format!("{}: {error}", request.path))?;
        self.read().map_err(|error| format!("{}: {error}", request.path))
    }

    fn write(&mut self, request: Request<'_>) -> std::io::Result<()> {
        self.out.clear();
        let method = if request.form.is_some() { "POST" } else { "GET" };
        // Writing to a text cannot fail.
        let _written =
            write!(self.out, "{method} {} HTTP/1.1\r\nhost: {}\r\naccept: */*\r\n", request.path, self.host);
        let headers = [("authorization", request.authorization), ("cookie", request.cookies)];
        for (name, value) in headers.into_iter().filter_map(|(name, value)| Some((name, value?))) {
            let _written = write!(self.out, "{name}: {value}\r\n");
        }
        match request.form {
            Some(form) => {
                let kind = "content-type: application/x-www-form-urlencoded";
                let _written = write!(self.out, "{kind}\r\ncontent-length: {}\r\n\r\n{form}", form.len());
            }
            None => self.out.push_str("\r\n"),
        }
        self.stream.get_mut().write_all(self.out.as_bytes())
    }

    fn read(&mut self) -> Outcome<Answer> {
        let status = self.next_line()?;
        let status = status.get(9..12).and_then(|digits| digits.parse().ok());
        let mut answer = Answer { status: status.ok_or("not HTTP/1.1")?, ..Answer::default() };
        let mut length = 0;
        while let Some((name, value)) = self.next_line()?.split_once(": ") {
            match name {
                "content-length" => length = value.parse().map_err(|_| "a length that is no number")?,
                "location" => value.clone_into(&mut answer.location),
                "set-cookie" => answer.cookies.extend(value.split(';').next().map(str::to_owned)),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).map_err(|error| error.to_string())?;
        answer.body = String::from_utf8(body).map_err(|error| error.to_string())?;
        Ok(answer)
    }

    fn next_line(&mut self) -> Outcome<&str> {
        self.line.clear();
        match self.stream.read_line(&mut self.line) {
            Ok(0) => Err("the connection was closed".to_owned()),
            Ok(_) => Ok(self.line.trim_end()),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// A value for a form or a query (every byte that is not a letter, digit or one of `-._~` is escaped).
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _written = write!(out, "%{byte:02X}");
        }
    }
    out
}
