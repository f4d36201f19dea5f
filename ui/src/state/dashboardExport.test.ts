import { expect, it } from 'vitest'
import { dashboardCsv } from './dashboardExport'
import { person, queueLevel } from './dashboardTestData'

it('writes queues, representatives and waits below one another', () => {
  const csv = dashboardCsv({
    queues: [queueLevel('team:1', { name: 'Mobile, "Support"', waiting: 3, longest_since: 0, accepted: 4, in_target: 3, median_ms: 61_400, free: 1, online: 2 })],
    people: [person(8, 'Bram', { presence: 'busy', auto: 'full', sessions: 3, handled: 9, handling_ms: 702_000 })],
    series: [{ at: 0, accepted: 4, in_target: 3, abandoned: 1, median_ms: null, longest_ms: 401_000 }],
  })
  expect(csv.split('\r\n')).toEqual([
    'Queue,Waiting,Longest since,Target s,Accepted,In target,Gave up,Median s,Free,Online',
    '"Mobile, ""Support""",3,1970-01-01T00:00:00.000Z,300,4,3,0,61,1,2',
    '',
    'Representative,Status,Since,Sessions,Limit,Idle since,Handled,Average s',
    'Bram,"Busy, full",1970-01-01T00:00:00.000Z,3,3,,9,702',
    '',
    'From,Answered,In target,Gave up,Median s,Longest s',
    '1970-01-01T00:00:00.000Z,4,3,1,,401',
    '',
  ])
})

it.each(['=1+1', '+1', '-1', '@x', '\t=1'])('is no formula: %j', (name) => {
  expect(dashboardCsv({ queues: [queueLevel('team:1', { name })], people: [], series: [] })).toContain(`\r\n'${name},`)
})
