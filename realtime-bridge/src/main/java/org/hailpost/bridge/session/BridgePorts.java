package org.hailpost.bridge.session;

import org.hailpost.bridge.address.AddressMappingTable;

/** All that the sessions of a node ask of the gateway. */
public record BridgePorts(
        Accounts accounts,
        ChangeLog changeLog,
        Conversations conversations,
        Blobs blobs,
        AddressMappingTable table) {}
