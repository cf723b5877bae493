// SPDX-License-Identifier: Apache-2.0
// Runs SQL statements in one session of ClickHouse's engine, and ends. Both files are JSON. The statements are an array
// of strings. The results are an array with an element for each statement: an array of rows, each an array of values, as
// ClickHouse writes them.
// usage: node run.js <statements> <results> <directory of the session>
'use strict';
const fs = require('fs');
const { Session } = require('chdb');

const [statements, results, directory] = process.argv.slice(2);
const session = new Session(directory);
// without this setting, 7.50 is written as 7.5
session.query('SET output_format_decimal_trailing_zeros = 1');
const rows = JSON.parse(fs.readFileSync(statements, 'utf8')).map((statement) => {
  // for the reader of the log after a failure
  console.log(statement);
  return session.query(statement, 'TabSeparated').split('\n').filter((line) => line).map((line) => line.split('\t'));
});
fs.writeFileSync(results, JSON.stringify(rows));
