-- For each course section: how many teachers it opened to, how many need not work on it, how many have done it, and
-- after how many days. A number below {{ PD_PERSONALIZE_LEAST }} is left out, and how many have done it where that
-- differs by fewer from how many it opened to. Beside other numbers, of other charts too, these can tell of fewer.
with
    statements as (
        select
            org,
            course_id,
            actor_id,
            object_id,
            JSONExtractString(event, 'context', 'contextActivities', 'grouping', 1, 'id') as pathway,
            JSONExtractString(
                event, 'result', 'extensions', 'https://pypi.org/project/pd-personalize-xblock/#xapi-competency'
            ) as competency,
            JSONExtractInt(
                event, 'result', 'extensions', 'https://pypi.org/project/pd-personalize-xblock/#xapi-level'
            ) as level,
            multiIf(
                verb_id = 'https://w3id.org/xapi/seriousgames/verbs/unlocked',
                'opened',
                verb_id = 'https://w3id.org/xapi/adl/verbs/waived',
                'exempt',
                verb_id = 'http://adlnet.gov/expapi/verbs/completed',
                'done',
                ''
            ) as what,
            emission_time
        from {{ ASPECTS_XAPI_DATABASE }}.xapi_events_all_parsed
        where
            event like '%pd-personalize-xblock/#xapi-%'
            and JSONExtractString(event, 'object', 'definition', 'type') = 'http://adlnet.gov/expapi/activities/module'
    ),
    teachers as (
        select
            org,
            course_id,
            pathway,
            object_id,
            actor_id,
            any(competency) as competency,
            any(level) as level,
            max(what = 'opened') as is_opened,
            max(what = 'exempt') as is_exempt,
            max(what = 'done') as is_done,
            minIf(emission_time, what = 'opened') as opened_at,
            minIf(emission_time, what = 'done') as done_at
        from statements
        where what != ''
        group by org, course_id, pathway, object_id, actor_id
    ),
    counted as (
        select
            org,
            course_id,
            pathway,
            object_id,
            any(competency) as competency,
            any(level) as level,
            sum(is_opened) as opened,
            sum(is_exempt) as exempt,
            sum(is_done) as done,
            countIf(is_opened and is_done) as timed,
            quantileExactIf(0.5)(dateDiff('hour', opened_at, done_at) / 24, is_opened and is_done) as days
        from teachers
        group by org, course_id, pathway, object_id
    )
select
    org,
    course_id,
    splitByChar('/', course_id)[-1] as course_key,
    splitByString('+block@', pathway)[-1] as pathway,
    splitByRegexp('\\+block@|#section/', object_id)[-1] as section,
    competency,
    level,
    if(opened >= {{ PD_PERSONALIZE_LEAST }}, opened, null) as teachers_opened,
    if(exempt >= {{ PD_PERSONALIZE_LEAST }}, exempt, null) as teachers_exempt,
    if(
        done >= {{ PD_PERSONALIZE_LEAST }} and (done = opened or abs(done - opened) >= {{ PD_PERSONALIZE_LEAST }}),
        done,
        null
    ) as teachers_done,
    if(timed >= {{ PD_PERSONALIZE_LEAST }}, round(days, 1), null) as median_days
from counted
where opened >= {{ PD_PERSONALIZE_LEAST }} or exempt >= {{ PD_PERSONALIZE_LEAST }}
