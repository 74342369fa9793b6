// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.control;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import org.ovirt.imageio.proxy.ops.Gate;
import org.ovirt.imageio.proxy.ops.Readiness;

/**
 * Refuses what would change tickets while this node takes no requests. It can be looked at all the
 * same; and a ticket can be removed while the node stops, because what runs under it has to end.
 */
final class GateFilter implements ContainerRequestFilter {
    private final Readiness readiness;
    private final Gate gate;

    GateFilter(Readiness readiness, Gate gate) {
        this.readiness = readiness;
        this.gate = gate;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        boolean allowed =
                switch (request.getMethod()) {
                    case "GET" -> true;
                    case "DELETE" -> readiness.isDraining();
                    default -> false;
                };
        if (!allowed) {
            gate.requireServing();
        }
    }
}
