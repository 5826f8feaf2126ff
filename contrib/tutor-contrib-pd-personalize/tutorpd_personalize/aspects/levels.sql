-- How many teachers were placed at each level of a competency, and how many have attained it by now.
-- A row tells of at least {{ PD_PERSONALIZE_LEAST }} teachers or is left out; where what is left out of a competency could be
-- had by subtraction, one more row is left out.
with
    statements as (
        select
            org,
            course_id,
            actor_id,
            verb_id,
            object_id,
            event,
            JSONExtractString(event, 'object', 'definition', 'type') as object_type,
            JSONExtractString(event, 'context', 'contextActivities', 'grouping', 1, 'id') as pathway
        from {{ ASPECTS_XAPI_DATABASE }}.xapi_events_all_parsed
        where event like '%pd-personalize-xblock/#xapi-%'
    ),
    placed as (
        select
            org,
            course_id,
            pathway,
            actor_id,
            arrayJoin(
                JSONExtractKeysAndValues(
                    event, 'result', 'extensions', 'https://pypi.org/project/pd-personalize-xblock/#xapi-levels', 'Int64'
                )
            ) as pair,
            pair.1 as competency,
            pair.2 as level
        from statements
        where
            verb_id = 'http://adlnet.gov/expapi/verbs/completed'
            and object_type = 'http://adlnet.gov/expapi/activities/assessment'
    ),
    attained as (
        select
            org,
            course_id,
            pathway,
            actor_id,
            splitByString('#competency/', object_id)[2] as competency,
            JSONExtractInt(
                event, 'result', 'extensions', 'https://pypi.org/project/pd-personalize-xblock/#xapi-level'
            ) as level
        from statements
        where
            verb_id in ('http://adlnet.gov/expapi/verbs/mastered', 'http://adlnet.gov/expapi/verbs/progressed')
            and object_type = 'http://adlnet.gov/expapi/activities/objective'
    ),
    teachers as (
        select
            org,
            course_id,
            pathway,
            competency,
            actor_id,
            maxIf(level, is_placement) as placed_level,
            max(level) as attained_level,
            max(is_placement) as is_placed
        from
            (
                select org, course_id, pathway, competency, actor_id, level, true as is_placement
                from placed
                union all
                select org, course_id, pathway, competency, actor_id, level, false as is_placement
                from attained
            )
        group by org, course_id, pathway, competency, actor_id
    ),
    counted as (
        select org, course_id, pathway, competency, 'placed' as moment, placed_level as level, count() as teachers
        from teachers
        where is_placed
        group by org, course_id, pathway, competency, level
        union all
        select org, course_id, pathway, competency, 'now' as moment, attained_level as level, count() as teachers
        from teachers
        where is_placed
        group by org, course_id, pathway, competency, level
    ),
    weighed as (
        select
            *,
            sumIf(teachers, teachers < {{ PD_PERSONALIZE_LEAST }}) over same as few,
            row_number() over (
                partition by course_id, pathway, competency, moment
                order by teachers < {{ PD_PERSONALIZE_LEAST }}, teachers, level
            ) as place
        from counted
        window same as (partition by course_id, pathway, competency, moment)
    )
select
    org,
    course_id,
    splitByChar('/', course_id)[-1] as course_key,
    splitByString('+block@', pathway)[-1] as pathway,
    competency,
    moment,
    level,
    teachers
from weighed
where
    teachers >= {{ PD_PERSONALIZE_LEAST }}
    and (few = 0 or few >= {{ PD_PERSONALIZE_LEAST }} or place > 1)
