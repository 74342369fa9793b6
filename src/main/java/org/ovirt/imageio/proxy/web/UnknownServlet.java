// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

/** Answers what nothing else serves. */
final class UnknownServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Refusals refusals;

    UnknownServlet(Refusals refusals) {
        this.refusals = refusals;
    }

    @Override
    protected void service(HttpServletRequest http, HttpServletResponse response)
            throws IOException {
        refusals.refuse(
                http,
                new ProblemException(
                        Problem.NOT_FOUND,
                        "There is nothing here; images are at /images/TICKET-ID."));
    }
}
