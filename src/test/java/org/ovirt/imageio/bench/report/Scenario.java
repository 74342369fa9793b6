// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.report;

import org.ovirt.imageio.bench.client.Load;

/** What is measured in every round. */
public enum Scenario {
    /** A download. */
    GET_1("GET, 1 connection", Load.Kind.GET, 1),
    /** An upload. */
    PUT_1("PUT, 1 connection", Load.Kind.PUT, 1),
    /** A download in parallel ranges. */
    GET_8("GET, 8 connections", Load.Kind.GET, 8),
    /** An upload in parallel ranges. */
    PUT_8("PUT, 8 connections", Load.Kind.PUT, 8),
    /** Small ranges on kept-alive connections. */
    SMALL_16("4 KiB GET, 16 connections", Load.Kind.SMALL, 16);

    private final String title;
    private final Load.Kind kind;
    private final int connections;

    Scenario(String title, Load.Kind kind, int connections) {
        this.title = title;
        this.kind = kind;
        this.connections = connections;
    }

    /** For people. */
    public String title() {
        return title;
    }

    /** Whether bytes count, and not requests. */
    public boolean isStreaming() {
        return kind != Load.Kind.SMALL;
    }

    /**
     * The client's part of it.
     *
     * @param port of the relay
     * @param bytes to move if it is streaming
     * @param millis to go on if it is not
     */
    public Load load(int port, long bytes, long millis) {
        return new Load(kind, port, connections, isStreaming() ? bytes : millis);
    }
}
