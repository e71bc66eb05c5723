//! The service on this machine, through its administration listener: is it running, and please look again.
//!
//! A running service sees every change within a second by itself; being told only saves that second, so nothing
//! here can fail a command.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Longest wait for an answer of this very machine.
const PATIENCE: Duration = Duration::from_millis(500);

/// Whether a service answers on the configured address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// Something listens there.
    Running,
    /// Nothing listens there.
    Silent,
}

/// Whether something listens on the administration address.
pub(super) async fn look(address: SocketAddr) -> Node {
    match timeout(PATIENCE, TcpStream::connect(address)).await {
        Ok(Ok(_)) => Node::Running,
        Ok(Err(_)) | Err(_) => Node::Silent,
    }
}

/// Asks the service, if it runs, to take over at once what was changed.
pub(super) async fn tell(address: SocketAddr) {
    let _silent = timeout(PATIENCE, post_reload(address)).await;
}

async fn post_reload(address: SocketAddr) -> std::io::Result<()> {
    let mut stream = TcpStream::connect(address).await?;
    let request =
        format!("POST /reload HTTP/1.1\r\nHost: {address}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    // Reading the answer waits until the service is done.
    let mut answer = [0; 64];
    stream.read(&mut answer).await.map(drop)
}
