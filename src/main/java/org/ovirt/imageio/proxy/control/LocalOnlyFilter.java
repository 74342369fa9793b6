// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.control;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

/**
 * Refuses what a web page could have sent through a browser on this machine: requests with an
 * origin and requests for a name that only resolves to the loopback address.
 */
@PreMatching
final class LocalOnlyFilter implements ContainerRequestFilter {
    private static final Pattern LOCAL_HOST =
            Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?");

    @Override
    public void filter(ContainerRequestContext request) {
        @Nullable String host = request.getHeaderString("Host");
        boolean local = host == null || host.isEmpty() || LOCAL_HOST.matcher(host).matches();
        if (!local || request.getHeaderString("Origin") != null) {
            throw new ProblemException(
                    Problem.FORBIDDEN, "Only the Engine on this host may use this port.");
        }
    }
}
