// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.ovirt.imageio.proxy.ops.Gate;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.relay.Relays;

/** Refuses requests while this node takes none, except those that ask for its health. */
final class GateFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    /** The servlet that answers always. */
    static final String HEALTH = "health";

    private final transient Gate gate;
    private final transient Refusals refusals;

    GateFilter(Gate gate, Refusals refusals) {
        this.gate = gate;
        this.refusals = refusals;
    }

    @Override
    protected void doFilter(
            HttpServletRequest http, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!http.getServletPath().equals("/" + HEALTH)) {
            try {
                gate.enter();
            } catch (ProblemException e) {
                refusals.refuse(http, e);
                return;
            }
            Relays.whenAnswered(gate::leave);
        }
        chain.doFilter(http, response);
    }
}
