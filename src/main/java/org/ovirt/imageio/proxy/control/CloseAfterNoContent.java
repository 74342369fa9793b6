// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.control;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;

/**
 * Closes the connection after a 204: the Engine's client reads a body whose length it is not told
 * until the connection ends, also where there is none.
 */
final class CloseAfterNoContent implements ContainerResponseFilter {
    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getStatus() == 204) {
            response.getHeaders().putSingle("Connection", "close");
        }
    }
}
