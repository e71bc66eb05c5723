//! Names to addresses, every one judged. The HTTP client connects to what comes from here and looks up nothing itself,
//! so that a name cannot stand for one address when judged and for another when called.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use ipnet::IpNet;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::OutboundError;
use crate::address::{AddressClass, classify, is_within};

/// How the call is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Transport {
    /// https.
    Secure,
    /// http: to allowed networks only.
    Plain,
}

/// Says which addresses may be called.
#[derive(Clone)]
pub(crate) struct Judge {
    allowed: Arc<[IpNet]>,
}

impl Judge {
    pub(crate) fn new(allowed: Vec<IpNet>) -> Self {
        Self { allowed: allowed.into() }
    }

    /// Whether there is any network besides the public ones.
    pub(crate) fn allows_any(&self) -> bool {
        !self.allowed.is_empty()
    }

    /// Whether `address` may be called.
    pub(crate) fn judge(&self, address: IpAddr, transport: Transport) -> Result<(), OutboundError> {
        if is_within(&self.allowed, address) {
            return Ok(());
        }
        match (classify(address), transport) {
            (AddressClass::Public, Transport::Secure) => Ok(()),
            (AddressClass::Public, Transport::Plain) => Err(OutboundError::SchemeRefused),
            (class, _) => Err(OutboundError::AddressRefused(class)),
        }
    }

    /// The addresses of `name`. One that may not be called refuses them all: an honest name has none.
    pub(crate) async fn resolve(
        &self,
        name: &str,
        transport: Transport,
    ) -> Result<Vec<SocketAddr>, OutboundError> {
        let found = tokio::net::lookup_host((name, 0)).await.map_err(|_| OutboundError::Unresolvable)?;
        let addresses: Vec<_> = found.collect();
        if addresses.is_empty() {
            return Err(OutboundError::Unresolvable);
        }
        for address in &addresses {
            self.judge(address.ip(), transport)?;
        }
        Ok(addresses)
    }

    /// The resolver of an HTTP client.
    pub(crate) fn resolver(&self, transport: Transport) -> JudgingResolver {
        JudgingResolver { judge: self.clone(), transport }
    }
}

/// Gives an HTTP client judged addresses only.
pub(crate) struct JudgingResolver {
    judge: Judge,
    transport: Transport,
}

impl Resolve for JudgingResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (judge, transport) = (self.judge.clone(), self.transport);
        Box::pin(async move {
            let addresses = judge.resolve(name.as_str(), transport).await?;
            Ok::<Addrs, _>(Box::new(addresses.into_iter()))
        })
    }
}
