// Reads Turtle or N-Quads with N3.js and answers queries with Comunica: node answer.mjs DATA QUERIES
// QUERIES is a folder of *.rq; beside each the answer is written as *.rq.srj, or *.rq.nt for a graph.

import { createReadStream, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { QueryEngine } from '@comunica/query-sparql-rdfjs';
import { DataFactory, Store, StreamParser, Writer } from 'n3';

const [data, folder] = process.argv.slice(2);

const store = new Store();
await new Promise((done, failed) => {
  createReadStream(data)
    .pipe(new StreamParser({ format: data.endsWith('.nq') ? 'N-Quads' : 'Turtle' }))
    // The default graph is the union of all; no triple stands in two.
    .on('data', (quad) => store.addQuad(DataFactory.quad(quad.subject, quad.predicate, quad.object)))
    .on('error', failed)
    .on('end', done);
});
console.log(store.size);

// SPARQL 1.1 Query Results JSON Format; its own writer adds metadata after the rows.
function asJson(term) {
  if (term.termType === 'NamedNode') return { type: 'uri', value: term.value };
  if (term.language) return { type: 'literal', value: term.value, 'xml:lang': term.language };
  const plain = term.datatype.value === 'http://www.w3.org/2001/XMLSchema#string';
  return { type: 'literal', value: term.value, ...(plain ? {} : { datatype: term.datatype.value }) };
}

const engine = new QueryEngine();
for (const name of readdirSync(folder).filter((file) => file.endsWith('.rq')).sort()) {
  const path = join(folder, name);
  const result = await engine.query(readFileSync(path, 'utf8'), { sources: [store] });
  if (result.resultType === 'quads') {
    const writer = new Writer({ format: 'N-Triples' });
    for await (const quad of await result.execute()) writer.addQuad(quad);
    writer.end((error, text) => writeFileSync(`${path}.nt`, text));
  } else {
    const vars = (await result.metadata()).variables.map((v) => (v.variable ?? v).value);
    const bindings = [];
    for await (const row of await result.execute()) bindings.push(Object.fromEntries([...row].map(([key, term]) => [key.value, asJson(term)])));
    writeFileSync(`${path}.srj`, JSON.stringify({ head: { vars }, results: { bindings } }));
  }
}
