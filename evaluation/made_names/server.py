"""A name server on this computer that answers for made zones, over UDP and TCP, faults included."""

from __future__ import annotations

import contextlib
import socketserver
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import dns.dnssec
import dns.dnssectypes
import dns.flags
import dns.message
import dns.name
import dns.node
import dns.rcode
import dns.rdataclass
import dns.rdataset
import dns.rdatatype
import dns.rrset
import dns.zone
from cryptography.hazmat.primitives.asymmetric import ec

NOW = datetime(2026, 11, 20, tzinfo=UTC)
SOA = "@ 3600 IN SOA ns hostmaster 1 3600 600 86400 60\n@ IN NS ns\nns IN A 192.0.2.53\n"


@dataclass(frozen=True, slots=True)
class Fault:
    """How a name is answered instead: silent, servfail, refused, truncated (over UDP, and over TCP not at all),
    garbage, loop (two names that are aliases of each other) or lame (a referral, as of one that has no such zone).
    """

    kind: str


@dataclass(slots=True)
class Zones:
    """The zones served; delegations are the DS records of a zone, which its parent would hold."""

    zones: dict[dns.name.Name, dns.zone.Zone] = field(default_factory=dict)
    delegations: dict[dns.name.Name, dns.rdataset.Rdataset] = field(default_factory=dict)
    faults: dict[dns.name.Name, Fault] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def add(self, origin: str, text: str, *, sign: str = "") -> None:
        """Serve a zone. sign: "" not at all; good; or in a named way wrong: expired, other_key, unsigned_data."""
        zone = dns.zone.from_text(SOA + text, origin, relativize=False)
        name = dns.name.from_text(origin)
        self.zones[name] = zone
        if sign:
            self._sign(zone, name, sign)

    def _sign(self, zone: dns.zone.Zone, name: dns.name.Name, how: str) -> None:
        private = ec.generate_private_key(ec.SECP256R1())
        key = dns.dnssec.make_dnskey(private.public_key(), dns.dnssectypes.Algorithm.ECDSAP256SHA256)
        other = dns.dnssec.make_dnskey(
            ec.generate_private_key(ec.SECP256R1()).public_key(), dns.dnssectypes.Algorithm.ECDSAP256SHA256
        )
        named = other if how == "other_key" else key
        ds = dns.dnssec.make_ds(name, named, "SHA256")
        self.delegations[name] = dns.rdataset.from_rdata(3600, ds)
        if how == "no_keys":
            return
        until = NOW - timedelta(days=1) if how == "expired" else NOW + timedelta(days=30)
        keys = zone.find_rdataset(name, "DNSKEY", create=True)
        keys.add(key, ttl=3600)
        for owner, node in list(zone.nodes.items()):
            for rdataset in list(node):
                if how == "unsigned_data" and rdataset.rdtype != dns.rdatatype.DNSKEY:
                    continue
                rrset = dns.rrset.from_rdata_list(owner, rdataset.ttl, list(rdataset))
                signed = dns.dnssec.sign(
                    rrset, private, name, key, inception=NOW - timedelta(days=60), expiration=until
                )
                zone.find_rdataset(owner, "RRSIG", rdataset.rdtype, create=True).add(signed, ttl=3600)

    def answer(self, wire: bytes, *, tcp: bool) -> bytes | None:
        """Return the reply to a query as bytes, None for silence."""
        query = dns.message.from_wire(wire)
        question = query.question[0]
        self.asked.append((question.name.to_text().lower(), dns.rdatatype.to_text(question.rdtype)))
        reply = dns.message.make_response(query, recursion_available=True)
        fault = self.faults.get(question.name)
        if fault is not None:
            return self._faulty(fault.kind, reply, question.name, tcp=tcp)
        self._fill(reply, question.name, question.rdtype)
        size = 65535 if tcp else max(query.payload, 512)
        try:
            return reply.to_wire(max_size=size)
        except dns.exception.TooBig:
            reply.answer.clear()
            reply.flags |= dns.flags.TC
            return reply.to_wire()

    def _faulty(self, kind: str, reply: dns.message.Message, name: dns.name.Name, *, tcp: bool) -> bytes | None:
        if kind == "silent" or (kind == "truncated" and tcp):
            return None
        if kind in ("servfail", "refused"):
            reply.set_rcode(dns.rcode.from_text(kind.upper()))
        if kind == "truncated":
            reply.flags |= dns.flags.TC
        if kind == "loop":
            other = dns.name.from_text("again", name)
            reply.answer = [
                dns.rrset.from_text(name, 60, "IN", "CNAME", other.to_text()),
                dns.rrset.from_text(other, 60, "IN", "CNAME", name.to_text()),
            ]
        if kind == "lame":
            reply.authority = [dns.rrset.from_text(name.parent(), 60, "IN", "NS", "ns.elsewhere.uk.")]
        return b"\x00" * 40 if kind == "garbage" else reply.to_wire()

    def _fill(self, reply: dns.message.Message, name: dns.name.Name, kind: dns.rdatatype.RdataType) -> None:
        if kind == dns.rdatatype.DS and name in self.delegations:
            reply.answer.append(dns.rrset.from_rdata_list(name, 3600, list(self.delegations[name])))
            return
        origin = next((each for each in self.zones if name.is_subdomain(each)), None)
        if origin is None:
            reply.set_rcode(dns.rcode.NXDOMAIN)
            return
        zone = self.zones[origin]
        node: dns.node.Node | None = None
        for _ in range(8):
            node = zone.get_node(name)
            if node is None:
                if not any(each.is_subdomain(name) for each in zone.nodes):
                    reply.set_rcode(dns.rcode.NXDOMAIN)
                return
            alias = node.get_rdataset(dns.rdataclass.IN, dns.rdatatype.CNAME)
            if alias is None or kind == dns.rdatatype.CNAME:
                break
            reply.answer.append(dns.rrset.from_rdata_list(name, alias.ttl, list(alias)))
            name = alias[0].target
            if not name.is_subdomain(origin):
                return
        assert node is not None
        found = node.get_rdataset(dns.rdataclass.IN, kind)
        signed = node.get_rdataset(dns.rdataclass.IN, dns.rdatatype.RRSIG, kind)
        for rdataset in (found, signed) if found is not None else ():
            if rdataset is not None:
                reply.answer.append(dns.rrset.from_rdata_list(name, rdataset.ttl, list(rdataset)))


def _udp(zones: Zones) -> type[socketserver.BaseRequestHandler]:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            data, sock = self.request
            reply = zones.answer(data, tcp=False)
            if reply is not None:
                sock.sendto(reply, self.client_address)

    return Handler


def _tcp(zones: Zones) -> type[socketserver.BaseRequestHandler]:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            (length,) = struct.unpack("!H", self.request.recv(2))
            reply = zones.answer(self.request.recv(length), tcp=True)
            if reply is not None:
                self.request.sendall(struct.pack("!H", len(reply)) + reply)

    return Handler


@contextlib.contextmanager
def serving(zones: Zones) -> Iterator[tuple[str, int]]:
    """Serve the zones; give the address and port of the server."""
    tcp = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _tcp(zones))
    address = "127.0.0.1", int(tcp.server_address[1])
    udp = socketserver.ThreadingUDPServer(address, _udp(zones))
    for one in (tcp, udp):
        one.daemon_threads = True
        threading.Thread(target=one.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield address
    finally:
        for one in (tcp, udp):
            one.shutdown()
            one.server_close()
