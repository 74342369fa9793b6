// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * What all nodes of a clustered proxy know, and what they ask one another: the stores behind {@code
 * ticket} and {@code session}, on Hazelcast.
 *
 * <p>Start with {@link org.ovirt.imageio.proxy.cluster.Cluster}. What is known is in two maps, of
 * tickets and of sessions. What a node asks another is a {@code PeerRequest}, answered at its
 * {@code Desk}.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>A node authorises by what it knows itself, and reads a map only for what it does not know
 *       or takes for expired. A control write goes to the map first and then to every node, so that
 *       nobody depends on an event that may come late.
 *   <li>Deleted wins: a removal leaves a record that outlives every other of its ticket, and when
 *       two halves of a cluster merge it wins over all but a later installation.
 *   <li>A removal is answered when every node has said that its last byte has moved. A node that
 *       was lost may only be cut off, so it counts as one that relays until it is back, its host
 *       refuses connections, or the time is over after which it stops by itself: see {@code
 *       LostNodes} and {@code Lease}.
 *   <li>While clients of a lost node come back, the others keep the daemons' tickets alive: see
 *       {@code StallGuard}.
 *   <li>Nothing of a session can be read in the maps or on the network: it is sealed with its id,
 *       which only its client has.
 *   <li>Hazelcast is open for members at listed addresses, and for nothing else: see {@code
 *       MemberSettings} and {@code ListedPeers}.
 * </ul>
 *
 * <p>It uses {@code ticket}, {@code session}, {@code token}, {@code relay}, {@code config} and
 * {@code problem}.
 */
@NullMarked
package org.ovirt.imageio.proxy.cluster;

import org.jspecify.annotations.NullMarked;
