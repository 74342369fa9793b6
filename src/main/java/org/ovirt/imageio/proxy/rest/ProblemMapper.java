// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.rest;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemAnswer;
import org.ovirt.imageio.proxy.problem.ProblemException;

/** Answers every exception of a resource in text/plain; none shows its stack trace. */
public final class ProblemMapper implements ExceptionMapper<Throwable> {
    private static final System.Logger LOG = System.getLogger(ProblemMapper.class.getName());

    @Override
    public Response toResponse(Throwable exception) {
        if (exception instanceof ProblemException problem) {
            return response(problem);
        }
        if (exception instanceof WebApplicationException web) {
            return response(web);
        }
        LOG.log(System.Logger.Level.ERROR, "A resource failed", exception);
        return response(new ProblemException(Problem.INTERNAL, "The proxy failed. Check its log."));
    }

    private static Response response(WebApplicationException web) {
        int status = web.getResponse().getStatus();
        return switch (status) {
            case 404 -> response(new ProblemException(Problem.NOT_FOUND, "There is nothing here."));
            case 405 ->
                    response(
                            new ProblemException(
                                    Problem.METHOD_NOT_ALLOWED, "This cannot be done here."));
            default ->
                    Response.status(status)
                            .header("Content-Type", "text/plain; charset=UTF-8")
                            .entity("The request cannot be served.\n")
                            .build();
        };
    }

    private static Response response(ProblemException problem) {
        ProblemAnswer answer = ProblemAnswer.to(problem);
        Response.ResponseBuilder response = Response.status(answer.status()).entity(answer.body());
        answer.headers().forEach(response::header);
        return response.build();
    }
}
