//! The houses of the city that play real vendors, called as their public references say, over loopback HTTP.

#[cfg(test)]
mod alipay;
#[cfg(test)]
mod cloud_face;
#[cfg(test)]
mod network_identity;
#[cfg(test)]
mod sorted;
#[cfg(test)]
mod wechat;
#[cfg(test)]
mod world;
