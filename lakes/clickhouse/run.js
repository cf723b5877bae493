// SPDX-License-Identifier: Apache-2.0
// Runs SQL statements in one session of ClickHouse's engine, and ends. Both files are JSON: the statements an array of
// strings; the results an array that has for each statement its rows, for each row its values as ClickHouse writes them.
// usage: node run.js <statements> <results> <directory of the session>
'use strict';
const fs = require('fs');
const { Session } = require('chdb');

const [statements, results, directory] = process.argv.slice(2);
const session = new Session(directory);
// or 7.50 comes as 7.5
session.query('SET output_format_decimal_trailing_zeros = 1');
const rows = JSON.parse(fs.readFileSync(statements, 'utf8')).map((statement) => {
  // for whoever reads the log of a failure
  console.log(statement);
  return session.query(statement, 'TabSeparated').split('\n').filter((line) => line).map((line) => line.split('\t'));
});
fs.writeFileSync(results, JSON.stringify(rows));
