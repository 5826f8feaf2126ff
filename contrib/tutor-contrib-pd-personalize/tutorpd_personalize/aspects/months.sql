-- Month by month: how many teachers were placed, attained a level, finished a section. Fewer than
-- {{ PD_PERSONALIZE_LEAST }} are left out.
with
    deeds as (
        select
            org,
            course_id,
            actor_id,
            JSONExtractString(event, 'context', 'contextActivities', 'grouping', 1, 'id') as pathway,
            toStartOfMonth(emission_time) as month,
            multiIf(
                verb_id = 'http://adlnet.gov/expapi/verbs/completed'
                and JSONExtractString(event, 'object', 'definition', 'type')
                = 'http://adlnet.gov/expapi/activities/assessment',
                'placed',
                verb_id = 'http://adlnet.gov/expapi/verbs/completed',
                'finished a section',
                verb_id = 'http://adlnet.gov/expapi/verbs/mastered',
                'attained a level',
                ''
            ) as deed
        from {{ ASPECTS_XAPI_DATABASE }}.xapi_events_all_parsed
        where event like '%pd-personalize-xblock/#xapi-%'
    )
select
    org,
    course_id,
    splitByChar('/', course_id)[-1] as course_key,
    splitByString('+block@', pathway)[-1] as pathway,
    month,
    deed,
    uniqExact(actor_id) as teachers
from deeds
where deed != ''
group by org, course_id, pathway, month, deed
having teachers >= {{ PD_PERSONALIZE_LEAST }}
