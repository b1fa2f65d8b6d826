// Loads a file into TDB2 and answers queries, in one virtual machine: java -cp … Jena.java DATABASE DATA QUERIES
// QUERIES is a folder of *.rq; beside each the answer is written as *.rq.srj, or *.rq.nt for a graph.
// Warnings of the parser end the program: a dump is right when a foreign store loads it without a word.

import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.jena.query.Dataset;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryExecution;
import org.apache.jena.query.QueryExecutionFactory;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.query.ReadWrite;
import org.apache.jena.query.ResultSetFormatter;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.riot.RDFFormat;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.riot.system.ErrorHandlerFactory;
import org.apache.jena.riot.system.StreamRDFLib;
import org.apache.jena.sys.JenaSystem;
import org.apache.jena.tdb2.TDB2;
import org.apache.jena.tdb2.TDB2Factory;

public class Jena {
    public static void main(String[] arguments) throws Exception {
        JenaSystem.init();
        Dataset dataset = TDB2Factory.connectDataset(arguments[0]);
        dataset.begin(ReadWrite.WRITE);
        RDFParser.source(arguments[1])
            .errorHandler(ErrorHandlerFactory.errorHandlerStrictNoLogging)
            .parse(StreamRDFLib.dataset(dataset.asDatasetGraph()));
        dataset.commit();
        dataset.end();
        dataset.getContext().set(TDB2.symUnionDefaultGraph, true);
        dataset.begin(ReadWrite.READ);
        System.out.println(dataset.getUnionModel().size() + dataset.getDefaultModel().size());
        List<Path> queries;
        try (Stream<Path> files = Files.list(Path.of(arguments[2]))) {
            queries = files.filter(f -> f.toString().endsWith(".rq")).sorted().collect(Collectors.toList());
        }
        boolean flat = !dataset.listNames().hasNext();
        dataset.getContext().set(TDB2.symUnionDefaultGraph, !flat);
        for (Path file : queries) {
            Query query = QueryFactory.create(Files.readString(file));
            try (QueryExecution execution = QueryExecutionFactory.create(query, dataset)) {
                if (query.isConstructType()) {
                    try (OutputStream out = new FileOutputStream(file + ".nt")) {
                        RDFDataMgr.write(out, execution.execConstruct(), RDFFormat.NTRIPLES);
                    }
                } else {
                    try (OutputStream out = new FileOutputStream(file + ".srj")) {
                        ResultSetFormatter.outputAsJSON(out, execution.execSelect());
                    }
                }
            }
        }
        dataset.end();
    }
}
