// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.ovirt.imageio.proxy.ops.Readiness;

/** {@code GET /health/ready} and {@code /health/live}: load balancers and orchestrators ask. */
@Path("/")
@Produces(MediaType.TEXT_PLAIN)
public final class HealthResource {
    private final Readiness readiness;

    /** Creates the resource that tells of a readiness. */
    public HealthResource(Readiness readiness) {
        this.readiness = readiness;
    }

    /** Returns 200 if requests are welcome, else 503 and the reasons, one in a line. */
    @GET
    @Path("ready")
    public Response ready() {
        // As one, so that there is no 503 without a reason.
        String reasons = String.join("\n", readiness.reasons());
        return reasons.isEmpty()
                ? Response.ok("ready\n").build()
                : Response.status(Response.Status.SERVICE_UNAVAILABLE)
                        .header("Retry-After", "5")
                        .entity(reasons + "\n")
                        .build();
    }

    /** Returns 200 as long as anything answers at all. */
    @GET
    @Path("live")
    public String live() {
        return "live\n";
    }
}
