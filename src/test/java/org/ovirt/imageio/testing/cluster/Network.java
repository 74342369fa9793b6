// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.cluster;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What connects the nodes of a cluster with one another, and with clients and daemons. */
interface Network extends AutoCloseable {
    /**
     * Makes one of network namespaces, which can be split, or where the machine does not allow them
     * one on loopback, which cannot.
     *
     * @param nodes how many nodes it is for
     */
    static Network open(int nodes) {
        NamespaceNetwork.removeStale();
        try {
            return NamespaceNetwork.create(nodes);
        } catch (NetworkException e) {
            return new LoopbackNetwork(nodes, String.valueOf(e.getMessage()));
        }
    }

    /** The address of this JVM's side that all nodes reach, IPv4. */
    String hostAddress();

    /** Where each node runs. */
    List<Place> places();

    /** Why this network cannot be split, if it cannot. */
    Optional<String> whyWhole();

    /**
     * Loses, without a word to anybody, whatever goes between some nodes and all others. Clients
     * and daemons notice nothing. A network that is split already is split otherwise.
     *
     * @param island the numbers of these nodes, from 0
     * @throws UnsupportedOperationException when this network cannot be split
     */
    void split(Set<Integer> island);

    /** Connects all nodes again; also where they are. */
    void heal();

    /** Removes everything of it from the machine; the nodes must have ended. */
    @Override
    void close();
}
