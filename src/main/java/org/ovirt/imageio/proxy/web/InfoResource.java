// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.Map;

/** {@code GET /info/}: WebAdmin's connection test asks for it. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public final class InfoResource {
    private final String version;

    /** Creates the resource for a version. */
    public InfoResource(String version) {
        this.version = version;
    }

    /** Returns the version. Without the slash at its end the path is unknown, as in 2.x. */
    @GET
    public Map<String, String> info(@Context UriInfo uri) {
        if (!uri.getRequestUri().getRawPath().equals("/info/")) {
            throw new NotFoundException();
        }
        return Map.of("version", version);
    }
}
