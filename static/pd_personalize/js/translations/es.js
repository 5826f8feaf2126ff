
            (function(global){
                var PdPersonalizeI18n = {
                  init: function() {
                    
'use strict';
{
  const globals = this;
  const django = globals.django || (globals.django = {});

  
  django.pluralidx = function(n) {
    const v = (n != 1);
    if (typeof v === 'boolean') {
      return v ? 1 : 0;
    } else {
      return v;
    }
  };
  

  /* gettext library */

  django.catalog = django.catalog || {};
  
  const newcatalog = {
    "0% is the lowest answer everywhere, 100% the highest.": "0% es la respuesta m\u00e1s baja en todo, 100% la m\u00e1s alta.",
    "A CSV needs a row for each competency and level: competency, domain, level, statement.": "Un CSV necesita una fila por cada competencia y nivel: competency, domain, level, statement.",
    "A blank form with four levels that you can rename.": "Un formulario en blanco con cuatro niveles a los que puedes cambiar el nombre.",
    "A blank form. Give it a title, then name your competencies.": "Un formulario en blanco. Ponle t\u00edtulo y despu\u00e9s pon nombre a tus competencias.",
    "A calibrated version is ready.": "Hay una versi\u00f3n calibrada lista.",
    "A coach signs it off": "Un acompa\u00f1ante la valida",
    "A dashed line is one of several ways.": "Una l\u00ednea discontinua es un camino entre varios.",
    "A few": "Unas pocas personas",
    "A framework to adapt": "Un marco para adaptar",
    "A level is settled once it is {share} likely: of ten teachers who are placed that way, about {n} are placed rightly. More certainty asks more questions.": "Un nivel queda decidido cuando tiene un {share} de probabilidad: de diez docentes que se ubican as\u00ed, cerca de {n} quedan bien ubicados. M\u00e1s certeza exige m\u00e1s preguntas.",
    "A line leads to what waits, and says which level is needed for which.": "Una l\u00ednea lleva a lo que espera y dice qu\u00e9 nivel hace falta para cu\u00e1l.",
    "A link into the course": "Un enlace al curso",
    "A new competency": "Una competencia nueva",
    "A new competency in \u201c{name}\u201d": "Una competencia nueva en \u00ab{name}\u00bb",
    "A new domain": "Un \u00e1mbito nuevo",
    "A spreadsheet (CSV), a framework as standards bodies publish it (CASE), or what was exported here (JSON, OLX)": "Una hoja de c\u00e1lculo (CSV), un marco tal como lo publican los organismos de est\u00e1ndares (CASE) o lo que se export\u00f3 aqu\u00ed (JSON, OLX)",
    "A spreadsheet of the competencies, levels, statements and sections.": "Una hoja de c\u00e1lculo con las competencias, los niveles, los enunciados y las secciones.",
    "A teacher is asked no more than this in one sitting, and mostly fewer. What was not measured starts low; a teacher can go on later.": "A un docente no se le pregunta m\u00e1s que esto en una sesi\u00f3n, y casi siempre menos. Lo que no se midi\u00f3 empieza abajo; se puede seguir m\u00e1s tarde.",
    "A teacher waits so many days before answering everything anew.": "Un docente espera estos d\u00edas antes de responder todo de nuevo.",
    "A teacher who thinks the suggested start is too low may choose a higher one. Starting lower is always free.": "Un docente que cree que el nivel de partida sugerido es demasiado bajo puede elegir uno m\u00e1s alto. Empezar m\u00e1s abajo siempre es posible.",
    "A thick line with ! cannot be met, or not in that way.": "Una l\u00ednea gruesa con ! no se puede cumplir, o no de esa manera.",
    "Ability expected before any answer": "Habilidad que se espera antes de cualquier respuesta",
    "About half": "M\u00e1s o menos la mitad",
    "Add a choice question": "A\u00f1adir una pregunta de opci\u00f3n m\u00faltiple",
    "Add a frequency question": "A\u00f1adir una pregunta de frecuencia",
    "Add a level": "A\u00f1adir un nivel",
    "Add a prerequisite": "A\u00f1adir un requisito previo",
    "Add a rubric": "A\u00f1adir una r\u00fabrica",
    "Add a scenario": "A\u00f1adir una situaci\u00f3n",
    "Add a statement": "A\u00f1adir un enunciado",
    "Add an answer": "A\u00f1adir una respuesta",
    "Add an outside opportunity": "A\u00f1adir una oportunidad externa",
    "Add competency": "A\u00f1adir competencia",
    "Add domain": "A\u00f1adir \u00e1mbito",
    "Added a level. Give it a name.": "Se ha a\u00f1adido un nivel. Ponle nombre.",
    "Added a prerequisite.": "Se ha a\u00f1adido un requisito previo.",
    "Added a question. Write it here.": "Se ha a\u00f1adido una pregunta. Escr\u00edbela aqu\u00ed.",
    "Added a statement.": "Se ha a\u00f1adido un enunciado.",
    "Added an alternative: one of them is enough.": "Se ha a\u00f1adido una alternativa: basta con una de ellas.",
    "Added an answer.": "Se ha a\u00f1adido una respuesta.",
    "Added an outside opportunity to {cell}. Give it a title.": "Se ha a\u00f1adido una oportunidad externa a {cell}. Ponle t\u00edtulo.",
    "Added the domain \u201c{name}\u201d.": "Se ha a\u00f1adido el \u00e1mbito \u00ab{name}\u00bb.",
    "Added \u201c{name}\u201d.": "Se ha a\u00f1adido \u00ab{name}\u00bb.",
    "Advanced": "Avanzado",
    "Advanced: ids, scale, correlations": "Avanzado: ids, escala, correlaciones",
    "Advisory: nothing is shut": "Orientativo: no se cierra nada",
    "All course sections have that already.": "Todas las secciones del curso ya lo tienen.",
    "All its parts are complete": "Todas sus partes est\u00e1n completas",
    "All of \u201c{name}\u201d": "Toda \u00ab{name}\u00bb",
    "Another entry has the id {id}.": "Otra entrada tiene el id {id}.",
    "Answer the questions that are left as": "Responder las preguntas que quedan como",
    "Answer them": "Responderlas",
    "Answer {n}": "Respuesta {n}",
    "Answer {n} earns": "La respuesta {n} gana",
    "Answer {n} is right": "La respuesta {n} es correcta",
    "Answer {n} is the right one.": "La respuesta {n} es la correcta.",
    "Answer {n}: {problem}": "Respuesta {n}: {problem}",
    "Answers": "Respuestas",
    "Answers that a level rests on, at least": "Respuestas en las que se apoya un nivel, como m\u00ednimo",
    "Anyone, at any level": "Cualquiera, en cualquier nivel",
    "As it stands in a course export.": "Tal como est\u00e1 en una exportaci\u00f3n del curso.",
    "As the teacher sees it": "Como la ve el profesorado",
    "As wide as a phone": "Con el ancho de un tel\u00e9fono",
    "Attach from the course": "Unir desde el curso",
    "Attach \u201c{name}\u201d to {cell}": "Unir \u00ab{name}\u00bb a {cell}",
    "Attached \u201c{name}\u201d to {cell}.": "Se ha unido \u00ab{name}\u00bb a {cell}.",
    "Back to the map": "Volver al mapa",
    "Back to the small window": "Volver a la ventana peque\u00f1a",
    "Back to the usual scale": "Volver a la escala habitual",
    "Before {level} can open:": "Antes de que se abra {level}:",
    "Begin anew with an example": "Empezar de nuevo con un ejemplo",
    "Begin with a blank form": "Comenzar con un formulario en blanco",
    "Begin with this": "Comenzar con esto",
    "Begin with \u201c{title}\u201d": "Comenzar con \u00ab{title}\u00bb",
    "Between any other two": "Entre otras dos cualesquiera",
    "Bring them back": "Recuperarlos",
    "By an id, files and records find an entry again. Keep it when you change a name. A competency's own is where the competency is.": "Por su id, los archivos y los registros reconocen una entrada. Cons\u00e9rvalo cuando cambies un nombre. El de una competencia est\u00e1 junto a la competencia.",
    "By the average: the same questions for everybody": "Por la media: las mismas preguntas para todos",
    "By the model a teacher is asked less and learns how sure a level is. By the average anyone can work a level out by hand, and nothing is said about how sure it is.": "Por el modelo se pregunta menos y se sabe con cu\u00e1nta seguridad se da un nivel. Por la media cualquiera puede calcular un nivel a mano, y no se dice nada de esa seguridad.",
    "By the model: each answer picks the next question": "Por el modelo: cada respuesta elige la siguiente pregunta",
    "CSV": "CSV",
    "Changed {n} course section. Undo takes it back.": [
      "Se ha cambiado {n} secci\u00f3n del curso. \u00abDeshacer\u00bb lo revierte.",
      "Se han cambiado {n} secciones del curso. \u00abDeshacer\u00bb lo revierte."
    ],
    "Changes that you made on {when} were never saved.": "Los cambios que hiciste el {when} nunca se guardaron.",
    "Checking\u2026": "Comprobando\u2026",
    "Checks again in one competency": "Nuevas comprobaciones en una competencia",
    "Choice": "Opci\u00f3n m\u00faltiple",
    "Choose one of the kinds for these questions.": "Elige uno de los tipos para estas preguntas.",
    "Choose\u2026": "Elige\u2026",
    "Close": "Cerrar",
    "Close it": "Cerrarlo",
    "Competencies": "Competencias",
    "Competencies of \u201c{name}\u201d": "Competencias de \u00ab{name}\u00bb",
    "Competency": "Competencia",
    "Competency it is about": "Competencia de la que trata",
    "Competency that is needed": "Competencia que hace falta",
    "Copied \u201c{name}\u201d. This is the copy.": "Se ha copiado \u00ab{name}\u00bb. Esta es la copia.",
    "Copy \u201c{name}\u201d": "Copiar \u00ab{name}\u00bb",
    "Core or elective": "Obligatoria u optativa",
    "Core sections nobody needs": "Secciones obligatorias que nadie necesita",
    "Core: required": "Obligatoria: hay que hacerla",
    "Counts as mastered when": "Cuenta como superada cuando",
    "Counts as the course's grading says": "Cuenta como diga la calificaci\u00f3n del curso",
    "Counts in full": "Cuenta completo",
    "Course section": "Secci\u00f3n del curso",
    "Days between two diagnostics": "D\u00edas entre dos autoevaluaciones",
    "Definition (JSON)": "Definici\u00f3n (JSON)",
    "Describe one moment in a lesson. What do you do next?": "Describe un momento de una clase. \u00bfQu\u00e9 haces a continuaci\u00f3n?",
    "Description": "Descripci\u00f3n",
    "Developing": "En desarrollo",
    "Differences": "Diferencias",
    "Discrimination": "Discriminaci\u00f3n",
    "Do again": "Rehacer",
    "Domain": "\u00c1mbito",
    "Done again.": "Rehecho.",
    "Download as {format}": "Descargar como {format}",
    "Downloaded {filename}.": "Se ha descargado {filename}.",
    "Drag one onto a cell, or choose a cell first and pick from the course there.": "Arrastra una hasta una casilla, o elige antes una casilla y toma all\u00ed algo del curso.",
    "Drag to move": "Arrastra para mover",
    "Drag \u201c{name}\u201d": "Arrastrar \u00ab{name}\u00bb",
    "Each counts as mastered when": "Cada una cuenta como superada cuando",
    "Each level begins midway again.": "Cada nivel vuelve a empezar a medio camino.",
    "Each level begins midway between the levels around it.": "Cada nivel empieza a medio camino entre los niveles que lo rodean.",
    "Each level has a place of its own to begin at now.": "Ahora cada nivel tiene un punto propio en el que empieza.",
    "Each question is about one competency. Name your competencies first.": "Cada pregunta trata de una competencia. Pon primero nombre a tus competencias.",
    "Each statement describes": "Cada enunciado describe",
    "Edit as text": "Editar como texto",
    "Editor": "Editor",
    "Either the questions cannot tell this level from the next, or it is too rare. A level that nobody is placed at helps nobody.": "O las preguntas no distinguen este nivel del siguiente, o es muy poco frecuente. Un nivel en el que no se ubica nadie no ayuda a nadie.",
    "Elective: offered": "Optativa: se ofrece",
    "Emerging": "Inicial",
    "Enough of its parts are complete": "Bastantes de sus partes est\u00e1n completas",
    "Every level, every section and every question came to somebody.": "Todos los niveles, todas las secciones y todas las preguntas le tocaron a alguien.",
    "Every step needs an answer: one that earns nothing, one for each part, one that earns it all. If there is no part credit, choose two steps.": "Cada paso necesita una respuesta: una que no gana nada, una por cada parte y una que lo gana todo. Si no hay puntos parciales, elige dos pasos.",
    "Every subsection of the course is attached.": "Todas las subsecciones del curso est\u00e1n unidas.",
    "Everybody is already past them. Make them optional, or ask harder questions.": "Ya las han superado todos. Hazlas optativas o haz preguntas m\u00e1s dif\u00edciles.",
    "Everybody may start at {level}. Choose a cell to say which sections lead a teacher to its level.": "Cualquiera puede empezar en {level}. Elige una casilla para decir qu\u00e9 secciones llevan a su nivel.",
    "Everybody may start here, so it needs no sections.": "Cualquiera puede empezar aqu\u00ed, as\u00ed que no necesita secciones.",
    "Everything, for another course or for keeping under version control.": "Todo, para otro curso o para guardarlo con control de versiones.",
    "Export what is in the editor": "Exportar lo que hay en el editor",
    "Extra questions for close calls": "Preguntas de m\u00e1s para los casos dudosos",
    "Find a competency": "Buscar una competencia",
    "Find by title": "Buscar por t\u00edtulo",
    "Firm or advisory": "Firme u orientativo",
    "Firm, the course keeps a section shut for a teacher until what it builds on is done. Advisory, teachers see the same order and may go anywhere.": "Si es firme, el curso mantiene cerrada una secci\u00f3n para un docente hasta que est\u00e1 hecho aquello en lo que se apoya. Si es orientativo, el profesorado ve el mismo orden y puede ir a cualquier parte.",
    "Firm: sections stay shut until they are ready": "Firme: las secciones siguen cerradas hasta que les llega el momento",
    "For those who know the format; docs/authors.md describes it.": "Para quien conoce el formato; docs/authors.md lo describe.",
    "Forget the pairs": "Olvidar los pares",
    "Four times or more": "Cuatro veces o m\u00e1s",
    "Framework": "Marco",
    "Frequency": "Frecuencia",
    "From least to most, without gaps or overlaps.": "De menos a m\u00e1s, sin huecos ni solapamientos.",
    "From nothing": "Desde cero",
    "From the lowest level to the highest. Describe low levels as the normal practice they are.": "Del nivel m\u00e1s bajo al m\u00e1s alto. Describe los niveles bajos como la pr\u00e1ctica normal que son.",
    "Full credit": "Todos los puntos",
    "Give the framework two levels and a competency first; sections then lead from level to level.": "Da primero al marco dos niveles y una competencia; despu\u00e9s las secciones llevan de un nivel a otro.",
    "Go on": "Seguir",
    "Go on editing": "Seguir editando",
    "Go to the framework": "Ir al marco",
    "Graded work that a teacher may leave out": "Trabajo calificado que un docente puede omitir",
    "Guessing": "Acierto al azar",
    "How answers become levels": "C\u00f3mo las respuestas se convierten en niveles",
    "How competencies go together": "C\u00f3mo van juntas las competencias",
    "How long an answer takes; it counts towards the length of a sitting.": "Cu\u00e1nto tarda una respuesta; cuenta para la duraci\u00f3n de una sesi\u00f3n.",
    "How long it takes": "Cu\u00e1nto dura",
    "How long the questions take": "Cu\u00e1nto duran las preguntas",
    "How many of your students\u2026": "Qu\u00e9 parte de tu alumnado\u2026",
    "How many teachers": "Cu\u00e1ntos docentes",
    "How much one answer tells about the level: the higher, the more it counts.": "Cu\u00e1nto dice una respuesta sobre el nivel: cuanto m\u00e1s alta, m\u00e1s cuenta.",
    "How often a teacher may answer everything anew. Left empty, as often as they like; 0 is never. A lower result never takes anything away.": "Las veces que un docente puede responder todo de nuevo. Si se deja vac\u00edo, cuantas quiera; 0 es nunca. Un resultado m\u00e1s bajo nunca quita nada.",
    "How often in the last two weeks\u2026": "Con qu\u00e9 frecuencia en las \u00faltimas dos semanas\u2026",
    "How sure to be, in %": "Certeza que hace falta, en %",
    "How widely abilities spread": "Cu\u00e1nto se dispersan las habilidades",
    "Id": "Id",
    "Id of the competency": "Id de la competencia",
    "Ids of the domains": "Ids de los \u00e1mbitos",
    "Import a file": "Importar un archivo",
    "Import, export": "Importar, exportar",
    "In every week": "Todas las semanas",
    "In full, a teacher who is placed past graded work can still earn the certificate. Otherwise work that was never done counts as zero.": "Si cuenta completo, quien se ubica m\u00e1s all\u00e1 de un trabajo calificado a\u00fan puede obtener el certificado. Si no, el trabajo que nunca se hizo cuenta como cero.",
    "In how many of your last ten lessons did\u2026?": "\u00bfEn cu\u00e1ntas de tus \u00faltimas diez clases\u2026?",
    "In how many of your last ten lessons\u2026": "En cu\u00e1ntas de tus \u00faltimas diez clases\u2026",
    "In logits. A competency is settled as well once its estimate is as exact as this, whichever comes first.": "En logits. Una competencia tambi\u00e9n queda decidida cuando su estimaci\u00f3n es as\u00ed de exacta, lo que ocurra primero.",
    "In no week": "Ninguna semana",
    "In one week": "Una semana",
    "In the course this opens \u201c{title}\u201d. Here you can go on as if its work were done.": "En el curso esto abre \u00ab{title}\u00bb. Aqu\u00ed puedes seguir como si su trabajo estuviera hecho.",
    "In the last month, what usually happened when\u2026?": "En el \u00faltimo mes, \u00bfqu\u00e9 pas\u00f3 normalmente cuando\u2026?",
    "In the last month\u2026": "En el \u00faltimo mes\u2026",
    "In two or three weeks": "Dos o tres semanas",
    "In \u201c{name}\u201d": "En \u00ab{name}\u00bb",
    "It cannot be shown yet:": "Todav\u00eda no se puede mostrar:",
    "It counts once the unit is published.": "Cuenta cuando se publique la unidad.",
    "It is \u201c{name}\u201d now.": "Ahora es \u00ab{name}\u00bb.",
    "It learnt from the answers of {n} teacher how hard the questions are and which competencies go together.": [
      "Aprendi\u00f3 de las respuestas de {n} docente lo dif\u00edciles que son las preguntas y qu\u00e9 competencias van juntas.",
      "Aprendi\u00f3 de las respuestas de {n} docentes lo dif\u00edciles que son las preguntas y qu\u00e9 competencias van juntas."
    ],
    "It usually holds less for competencies of different domains, or of none.": "Suele darse menos entre competencias de \u00e1mbitos distintos o sin \u00e1mbito.",
    "Its grade is good enough": "Su calificaci\u00f3n es suficiente",
    "Its own numbers under \u201cAdvanced\u201d are gone.": "Se han quitado sus propios n\u00fameros de \u00abAvanzado\u00bb.",
    "JSON": "JSON",
    "Kind": "Tipo",
    "Leading": "Referente",
    "Leads to level": "Lleva al nivel",
    "Leave it": "Dejarlo",
    "Leave without saving your changes?": "\u00bfSalir sin guardar tus cambios?",
    "Left empty, each takes the value shown in grey. Change them only if you have a reason, such as a calibration.": "Si se dejan vac\u00edos, cada uno toma el valor que se muestra en gris. C\u00e1mbialos solo si tienes un motivo, como una calibraci\u00f3n.",
    "Let the thresholds follow from the levels": "Dejar que los umbrales sigan a los niveles",
    "Level": "Nivel",
    "Level that is needed": "Nivel que hace falta",
    "Level that waits": "Nivel que espera",
    "Level {n}": "Nivel {n}",
    "Levels": "Niveles",
    "Levels at which nobody starts": "Niveles en los que nadie empieza",
    "Link": "Enlace",
    "Look at theirs (Undo brings yours back)": "Ver los suyos (\u00abDeshacer\u00bb recupera los tuyos)",
    "Looking at what this does to teachers who are under way\u2026": "Mirando qu\u00e9 supone esto para los docentes en marcha\u2026",
    "Made-up teachers of every level answer your questions as real ones might. You see where they would start, how long it takes, and what nobody ever gets to. The same draft always gives the same figures.": "Docentes inventados de todos los niveles responden tus preguntas como podr\u00edan hacerlo los reales. Ves d\u00f3nde empezar\u00edan, cu\u00e1nto dura y a qu\u00e9 no llega nadie. El mismo borrador da siempre las mismas cifras.",
    "Mark the answer that is right. Wrong ones are best if a sensible teacher might choose them.": "Marca la respuesta correcta. Las incorrectas funcionan mejor si un docente sensato podr\u00eda elegirlas.",
    "Midway again": "De nuevo a medio camino",
    "Minutes": "Minutos",
    "Minutes at most": "Minutos como m\u00e1ximo",
    "Minutes for each": "Minutos para cada una",
    "Most or all of them": "La mayor\u00eda o todo el grupo",
    "Move to another competency or level": "Pasar a otra competencia u otro nivel",
    "Move \u201c{name}\u201d down": "Bajar \u00ab{name}\u00bb",
    "Move \u201c{name}\u201d up": "Subir \u00ab{name}\u00bb",
    "Moved \u201c{name}\u201d to {cell}.": "Se ha pasado \u00ab{name}\u00bb a {cell}.",
    "Moved \u201c{name}\u201d.": "Se ha movido \u00ab{name}\u00bb.",
    "Name of level {n}": "Nombre del nivel {n}",
    "Name of the competency": "Nombre de la competencia",
    "Name of the domain": "Nombre del \u00e1mbito",
    "Name shown in the course": "Nombre que se muestra en el curso",
    "New diagnostics after the first": "Autoevaluaciones nuevas despu\u00e9s de la primera",
    "Nine in ten need at most": "Nueve de cada diez necesitan como m\u00e1ximo",
    "Nine in ten teachers are done after {questions} question and {minutes} min.": [
      "Nueve de cada diez docentes terminan despu\u00e9s de {questions} pregunta y {minutes} min.",
      "Nueve de cada diez docentes terminan despu\u00e9s de {questions} preguntas y {minutes} min."
    ],
    "No answer has full credit yet. As it stands, the best one counts as full.": "Ninguna respuesta tiene todav\u00eda todos los puntos. Tal como est\u00e1, la mejor cuenta como completa.",
    "No answer is marked as right yet.": "Todav\u00eda no hay ninguna respuesta marcada como correcta.",
    "No competency of that name.": "No hay ninguna competencia con ese nombre.",
    "No competency waits for another. Open one to give it prerequisites.": "Ninguna competencia espera a otra. Abre una para ponerle requisitos previos.",
    "No credit": "Sin puntos",
    "No credit or full credit": "Sin puntos o todos los puntos",
    "No credit, part, full": "Sin puntos, parte, todos",
    "No problems so far, but it is not ready for teachers: add questions, and sections in the pathway.": "De momento no hay problemas, pero a\u00fan no est\u00e1 listo para el profesorado: a\u00f1ade preguntas, y secciones en el itinerario.",
    "No problems. What you save comes into force when the unit is published.": "Sin problemas. Lo que guardes entra en vigor cuando se publique la unidad.",
    "No questions yet. Two or more, of different kinds and levels, place teachers best.": "Todav\u00eda no hay preguntas. Dos o m\u00e1s, de distintos tipos y niveles, son las que mejor ubican.",
    "No section leads a teacher there yet.": "Todav\u00eda no hay ninguna secci\u00f3n que lleve hasta ah\u00ed.",
    "No section.": "Ninguna secci\u00f3n.",
    "No section. Teachers placed at {level} stop here.": "Ninguna secci\u00f3n. Quien se ubica en {level} se queda aqu\u00ed.",
    "No section. The way goes on to {next}.": "Ninguna secci\u00f3n. El camino sigue hacia {next}.",
    "No teacher is placed above the lowest level on fewer answers about that very competency. Left empty, it follows from how many questions there are.": "Nadie se ubica por encima del nivel m\u00e1s bajo con menos respuestas sobre esa misma competencia. Si se deja vac\u00edo, depende de cu\u00e1ntas preguntas haya.",
    "Nobody answers enough questions about any competency to be placed: everybody starts at the beginning.": "Nadie responde suficientes preguntas sobre ninguna competencia para tener una ubicaci\u00f3n: empiezan desde el principio en todo.",
    "Nobody: a check or a coach decides": "Nadie: decide una comprobaci\u00f3n o un acompa\u00f1ante",
    "None": "Ninguna",
    "None of them": "Nadie",
    "Not at all": "Nunca",
    "Not attached: {n} subsection": [
      "Sin unir: {n} subsecci\u00f3n",
      "Sin unir: {n} subsecciones"
    ],
    "Not in the course any more": "Ya no est\u00e1 en el curso",
    "Nothing in the course has that in its title.": "Nada en el curso tiene eso en su t\u00edtulo.",
    "Nothing is next to it. Open a competency that waits, or that others wait for.": "No tiene nada al lado. Abre una competencia que espere o a la que otras esperen.",
    "Nothing was overwritten, and your changes are still here.": "No se ha sobrescrito nada y tus cambios siguen aqu\u00ed.",
    "OLX": "OLX",
    "On average": "De media",
    "On the scale that abilities are measured on, in logits. Left alone, levels are one apart around 0, which suits questions written for these levels.": "En la escala en la que se mide la habilidad, en logits. Si no se toca, los niveles est\u00e1n a uno de distancia alrededor de 0, lo que conviene a preguntas escritas para estos niveles.",
    "Once": "Una vez",
    "Once there are two levels and another competency, a level can wait for it.": "Cuando haya dos niveles y otra competencia, un nivel podr\u00e1 esperarla.",
    "One level up, where the answers do not settle it": "Un nivel m\u00e1s, donde las respuestas no lo deciden",
    "One moment\u2026": "Un momento\u2026",
    "One or two": "Una o dos",
    "One question of a sitting is drawn at random": "Una pregunta de cada sesi\u00f3n se elige al azar",
    "Only the {n} without questions": [
      "Solo la {n} sin preguntas",
      "Solo las {n} sin preguntas"
    ],
    "Or something else": "U otra cosa",
    "Others always tell more. Leave them for re-checks and calibration, or take them out.": "Otras dicen siempre m\u00e1s. D\u00e9jalas para las nuevas comprobaciones y la calibraci\u00f3n, o qu\u00edtalas.",
    "Outside opportunities stay as they are.": "Las oportunidades externas se quedan como est\u00e1n.",
    "Part credit is gone: one answer is right now.": "Se han quitado los puntos parciales: ahora hay una respuesta correcta.",
    "Part of the credit": "Parte de los puntos",
    "Part of the credit, step {n} of {top}": "Parte de los puntos, paso {n} de {top}",
    "Parts of the editor": "Partes del editor",
    "Pathway": "Itinerario",
    "Prerequisite {n}": "Requisito previo {n}",
    "Prerequisites": "Requisitos previos",
    "Press one to attach it to the chosen cell, or drag it to another.": "Pulsa una para unirla a la casilla elegida o arr\u00e1strala a otra.",
    "Problems": "Problemas",
    "Proficient": "Competente",
    "Put it into the editor": "Ponerlo en el editor",
    "Question": "Pregunta",
    "Question without words yet": "Pregunta a\u00fan sin texto",
    "Questions": "Preguntas",
    "Questions at most": "Preguntas como m\u00e1ximo",
    "Questions that nobody was asked": "Preguntas que no se hicieron a nadie",
    "Read the course again": "Leer el curso de nuevo",
    "Reading the course\u2026": "Leyendo el curso\u2026",
    "Reading \u201c{name}\u201d\u2026": "Leyendo \u00ab{name}\u00bb\u2026",
    "Ready answers to start from": "Respuestas preparadas para empezar",
    "Remove prerequisite {n}": "Quitar el requisito previo {n}",
    "Remove this alternative": "Quitar esta alternativa",
    "Remove \u201c{name}\u201d": "Quitar \u00ab{name}\u00bb",
    "Removed the alternative. Undo brings it back.": "Se ha quitado la alternativa. \u00abDeshacer\u00bb la recupera.",
    "Removed the prerequisite. Undo brings it back.": "Se ha quitado el requisito previo. \u00abDeshacer\u00bb lo recupera.",
    "Removed \u201c{name}\u201d and all that hangs on it: questions {items}, sections {sections}, prerequisites of others {needs}, correlations {pairs}. Undo brings it all back.": "Se ha quitado \u00ab{name}\u00bb y todo lo que depende de ella: preguntas: {items}, secciones: {sections}, requisitos previos de otras: {needs}, correlaciones: {pairs}. \u00abDeshacer\u00bb lo recupera todo.",
    "Removed \u201c{name}\u201d. Now at \u201c{heir}\u201d: questions {items}, sections {sections}, prerequisites {needs}. Rubric statements left out: {statements}. Undo brings it all back.": "Se ha quitado \u00ab{name}\u00bb. Ahora en \u00ab{heir}\u00bb: preguntas: {items}, secciones: {sections}, requisitos previos: {needs}. Enunciados de r\u00fabrica omitidos: {statements}. \u00abDeshacer\u00bb lo recupera todo.",
    "Removed \u201c{name}\u201d. Undo brings it back.": "Se ha quitado \u00ab{name}\u00bb. \u00abDeshacer\u00bb lo recupera.",
    "Removed \u201c{name}\u201d; its {n} competency is without a domain now. Undo brings it back.": [
      "Se ha quitado \u00ab{name}\u00bb; su {n} competencia queda ahora sin \u00e1mbito. \u00abDeshacer\u00bb lo recupera.",
      "Se ha quitado \u00ab{name}\u00bb; sus {n} competencias quedan ahora sin \u00e1mbito. \u00abDeshacer\u00bb lo recupera."
    ],
    "Replace what is in the editor with the calibrated version of what is saved?": "\u00bfSustituir lo que hay en el editor por la versi\u00f3n calibrada de lo que est\u00e1 guardado?",
    "Rubric": "R\u00fabrica",
    "Rules": "Reglas",
    "Save": "Guardar",
    "Save mine in its place": "Guardar los m\u00edos en su lugar",
    "Saved as a draft": "Guardado como borrador",
    "Saved as a draft; teachers stay on the last sound version.": "Guardado como borrador; el profesorado sigue con la \u00faltima versi\u00f3n sin problemas.",
    "Saving\u2026": "Guardando\u2026",
    "Say how much credit each answer earns. Teachers never see it.": "Di cu\u00e1ntos puntos gana cada respuesta. El profesorado nunca lo ve.",
    "Say where each level begins": "Decir d\u00f3nde empieza cada nivel",
    "Scenario": "Situaci\u00f3n",
    "Scoring": "Puntuaci\u00f3n",
    "Section": "Secci\u00f3n",
    "Sections that nobody can ever enter": "Secciones en las que nadie puede entrar nunca",
    "See them all": "Verlos todos",
    "Send teachers through it": "Enviar docentes a hacerlo",
    "Send them again": "Enviarlos de nuevo",
    "Send them through": "Enviarlos",
    "Send them through the new draft": "Enviarlos por el borrador nuevo",
    "Set the minutes": "Poner los minutos",
    "Set what counts": "Poner lo que cuenta",
    "Settled at this standard error": "Decidida con este error est\u00e1ndar",
    "Share needed, in %": "Parte necesaria, en %",
    "Share of each, in %": "Parte de cada una, en %",
    "Show it": "Mostrarlo",
    "Show more: {n} are left": "Mostrar m\u00e1s: quedan {n}",
    "Six or more": "Seis o m\u00e1s",
    "So many times a teacher may answer a few fresh questions about one competency to start higher there. 0 is never.": "Las veces que un docente puede responder unas pocas preguntas nuevas sobre una competencia para empezar en ella m\u00e1s arriba. 0 es nunca.",
    "So that every question is answered now and then, and how hard it is can be learnt from your teachers' answers.": "As\u00ed se responde cada pregunta de vez en cuando, y se puede aprender de las respuestas de tus docentes lo dif\u00edcil que es.",
    "Somebody else saved this block while you were editing it.": "Otra persona ha guardado este bloque mientras lo editabas.",
    "Start again": "Empezar de nuevo",
    "Start again with the new draft": "Empezar de nuevo con el borrador nuevo",
    "Starting higher, and doing it again": "Empezar m\u00e1s arriba y repetir",
    "Statement for \u201c{level}\u201d": "Enunciado para \u00ab{level}\u00bb",
    "Statement {n}": "Enunciado {n}",
    "Statement {n} describes": "El enunciado {n} describe",
    "Statements": "Enunciados",
    "Steps of credit": "Pasos de puntos",
    "Stop": "Detener",
    "Stopped.": "Detenido.",
    "Suppose that the questions are worse than you think: they tell teachers apart less well, and some are easier or harder than they look.": "Suponer que las preguntas son peores de lo que crees: distinguen peor a los docentes, y algunas son m\u00e1s f\u00e1ciles o m\u00e1s dif\u00edciles de lo que parecen.",
    "Supposing that the questions are worse than you think.": "Suponiendo que las preguntas sean peores de lo que crees.",
    "Take it as a teacher": "Hacerlo como docente",
    "Take its work as done": "Dar su trabajo por hecho",
    "Take out what does not belong here": "Quitar lo que no corresponde aqu\u00ed",
    "Teachers see nothing of this block until it has competencies, questions and the course sections that belong to them. Begin with what you have; everything can be changed later.": "El profesorado no ve nada de este bloque hasta que tenga competencias, preguntas y las secciones del curso que les corresponden. Comienza con lo que tengas; todo se puede cambiar despu\u00e9s.",
    "Teachers who are through": "Docentes que han terminado",
    "That did not work. Your changes are still here.": "Eso no funcion\u00f3. Tus cambios siguen aqu\u00ed.",
    "That did not work: {reason}. Your changes are still here.": "Eso no funcion\u00f3: {reason}. Tus cambios siguen aqu\u00ed.",
    "That was refused: {reason}. Your changes are still here.": "Se ha rechazado: {reason}. Tus cambios siguen aqu\u00ed.",
    "The answers are replaced. Undo brings yours back.": "Se han sustituido las respuestas. \u00abDeshacer\u00bb recupera las tuyas.",
    "The author, and the licence if it is not yours.": "La autor\u00eda, y la licencia si no es tuyo.",
    "The best answer shows": "La mejor respuesta muestra",
    "The block has been saved since, here or by somebody else.": "Desde entonces se ha guardado el bloque, aqu\u00ed o por otra persona.",
    "The calibrated version is in the editor. Nothing is saved yet.": "La versi\u00f3n calibrada est\u00e1 en el editor. A\u00fan no se ha guardado nada.",
    "The course could not be read.": "No se ha podido leer el curso.",
    "The definition as text": "La definici\u00f3n como texto",
    "The example is in the editor. Change it to suit your course; nothing is saved yet.": "El ejemplo est\u00e1 en el editor. Ad\u00e1ptalo a tu curso; a\u00fan no se ha guardado nada.",
    "The file is in the editor. Nothing is saved yet; Undo takes it out again.": "El archivo est\u00e1 en el editor. A\u00fan no se ha guardado nada; \u00abDeshacer\u00bb lo quita otra vez.",
    "The highest answer shows": "La respuesta m\u00e1s alta muestra",
    "The id is {id} now, and so is all that refers to it.": "Ahora el id es {id}, tambi\u00e9n en todo lo que lo menciona.",
    "The kind is now \u201c{kind}\u201d. Its words are kept.": "Ahora el tipo es \u00ab{kind}\u00bb. Sus palabras se conservan.",
    "The level it showed is gone: each statement now describes its own.": "El nivel que mostraba se ha quitado: ahora cada enunciado describe el suyo.",
    "The levels of the statements are changed.": "Se han cambiado los niveles de los enunciados.",
    "The levels of the statements are gone.": "Se han quitado los niveles de los enunciados.",
    "The mark on the right answers is gone: answers now go from lowest to highest.": "Se ha quitado la marca de las respuestas correctas: ahora van de la m\u00e1s baja a la m\u00e1s alta.",
    "The most": "El m\u00e1ximo",
    "The name under which answers are kept. Keep it when you reword the question.": "El nombre con el que se guardan las respuestas. Cons\u00e9rvalo cuando cambies las palabras de la pregunta.",
    "The pairs are forgotten. Undo brings them back.": "Los pares se han olvidado. \u00abDeshacer\u00bb los recupera.",
    "The pathway could not be saved": "No se pudo guardar el itinerario",
    "The question has no words yet.": "La pregunta todav\u00eda no tiene texto.",
    "The question is now about \u201c{name}\u201d.": "Ahora la pregunta trata de \u00ab{name}\u00bb.",
    "The right answer shows": "La respuesta correcta muestra",
    "The same as a list": "Lo mismo como lista",
    "The same for all course sections": "Lo mismo para todas las secciones del curso",
    "The share of teachers who would find the right answer by chance, from 0 to below 1.": "La parte del profesorado que acertar\u00eda por azar, desde 0 hasta menos de 1.",
    "The statements describe the levels in order.": "Los enunciados describen los niveles en orden.",
    "The steps of credit are changed.": "Se han cambiado los pasos de puntos.",
    "The steps of every competency, lowest first: 2 to 8. Most frameworks have 3 to 5.": "Los pasos de cada competencia, del m\u00e1s bajo al m\u00e1s alto: de 2 a 8. La mayor\u00eda de los marcos tiene de 3 a 5.",
    "The teacher notes that it is done": "El docente anota que est\u00e1 hecha",
    "The teacher\u2019s own screens, with the draft as it is now. Nothing is saved, and nobody sees it.": "Las mismas pantallas que ve un docente, con el borrador tal como est\u00e1 ahora. No se guarda nada y nadie lo ve.",
    "The thresholds follow from the levels again.": "Los umbrales vuelven a seguir a los niveles.",
    "The unsaved changes are gone.": "Los cambios sin guardar han desaparecido.",
    "The usual scale is back.": "Ha vuelto la escala habitual.",
    "There is no connection. Your changes are kept in this browser; try again in a moment.": "No hay conexi\u00f3n. Tus cambios se conservan en este navegador; int\u00e9ntalo de nuevo dentro de un momento.",
    "There is no course around this block to attach sections from.": "Este bloque no est\u00e1 dentro de un curso del que tomar secciones.",
    "These do not keep it from coming into force.": "Estos no impiden que entre en vigor.",
    "These problems have to be mended before this can be tried out:": "Hay que corregir estos problemas antes de poder probar esto:",
    "These questions name a competency that is not there. Open each and choose one.": "Estas preguntas nombran una competencia que no existe. Abre cada una y elige otra.",
    "These sections belong to a competency or level that is not there. Move or remove them.": "Estas secciones son de una competencia o un nivel que no existe. Mu\u00e9velas o qu\u00edtalas.",
    "This answer is right": "Esta respuesta es correcta",
    "This is not in the course any more. Choose another one, or remove the section.": "Esto ya no est\u00e1 en el curso. Elige otra o quita la secci\u00f3n.",
    "This is theirs. Undo brings yours back.": "Estos son los suyos. \u00abDeshacer\u00bb recupera los tuyos.",
    "This text is not a definition that the other parts of the editor can show. Mend it here, or begin anew with an import.": "Este texto no es una definici\u00f3n que las dem\u00e1s partes del editor puedan mostrar. Corr\u00edgelo aqu\u00ed o empieza de nuevo con una importaci\u00f3n.",
    "Three steps of part credit": "Tres pasos de puntos parciales",
    "Three to five": "De tres a cinco",
    "Thresholds": "Umbrales",
    "Throw them away": "Descartarlos",
    "Title": "T\u00edtulo",
    "Title of the framework": "T\u00edtulo del marco",
    "To look at": "Por revisar",
    "To mend": "Por corregir",
    "Too many to draw at once: here is what is next to the competency that is open.": "Son demasiadas para dibujarlas a la vez: aqu\u00ed est\u00e1 lo que rodea a la competencia abierta.",
    "Try it": "Probarlo",
    "Two or three times": "Dos o tres veces",
    "Two steps of part credit": "Dos pasos de puntos parciales",
    "Undo": "Deshacer",
    "Undone.": "Deshecho.",
    "Unknown kind": "Tipo desconocido",
    "Use it for a habit that can be counted in a span of time teachers remember; as a self-rating of one habit, it counts least.": "\u00dasala para un h\u00e1bito que se pueda contar en un tiempo que se recuerde; por ser la valoraci\u00f3n propia de un solo h\u00e1bito, es la que menos cuenta.",
    "Use it for a moment in a lesson where some answers are partly right; a check counts more than what teachers say of themselves.": "\u00dasala para un momento de una clase en el que algunas respuestas son correctas en parte; una comprobaci\u00f3n cuenta m\u00e1s que lo que cada docente dice de s\u00ed.",
    "Use it to check knowledge that has one right answer; a check counts more than what teachers say of themselves.": "\u00dasala para comprobar un saber con una sola respuesta correcta; una comprobaci\u00f3n cuenta m\u00e1s que lo que cada docente dice de s\u00ed.",
    "Use it where you can say what each level looks like in class: teachers pick the statement closest to theirs, and as a self-rating it counts less than a check.": "\u00dasala donde puedas decir c\u00f3mo se ve cada nivel en clase: cada docente elige el enunciado m\u00e1s cercano al suyo y, por ser una valoraci\u00f3n propia, cuenta menos que una comprobaci\u00f3n.",
    "Use the whole window": "Usar toda la ventana",
    "What a teacher answers about one competency says a little about the others, so that fewer questions are needed. From -0.95 to 0.95; 0 measures each by itself.": "Lo que un docente responde sobre una competencia dice algo de las dem\u00e1s, y as\u00ed hacen falta menos preguntas. De -0.95 a 0.95; con 0 cada una se mide por s\u00ed sola.",
    "What a teacher needs elsewhere before a level of this competency opens. Each must hold; of alternatives one is enough.": "Lo que hace falta en otro lugar antes de que se abra un nivel de esta competencia. Se tienen que cumplir todos; de las alternativas basta con una.",
    "What a teacher sees": "Lo que ve un docente",
    "What became of {n} teacher": [
      "Qu\u00e9 fue de {n} docente",
      "Qu\u00e9 fue de {n} docentes"
    ],
    "What did not belong to this question is gone. Undo brings it back.": "Se ha quitado lo que no correspond\u00eda a esta pregunta. \u00abDeshacer\u00bb lo recupera.",
    "What it is about": "De qu\u00e9 trata",
    "What it looks like in class": "C\u00f3mo se ve en clase",
    "What teachers do who are good at it": "Qu\u00e9 hacen los docentes que la dominan",
    "What teachers get better at. Domains are groups of them; teachers see them in this order.": "Aquello en lo que mejora el profesorado. Los \u00e1mbitos las agrupan; el profesorado las ve en este orden.",
    "What the pathway may do": "Qu\u00e9 puede hacer el itinerario",
    "What this does to teachers who are under way": "Qu\u00e9 supone esto para los docentes en marcha",
    "What this site still needs": "Lo que a\u00fan necesita este sitio",
    "What waits for what": "Qu\u00e9 espera a qu\u00e9",
    "What waits for what, drawn": "Qu\u00e9 espera a qu\u00e9, en un dibujo",
    "What was imported": "Lo que se import\u00f3",
    "What was imported with the course (OLX) could not be read, and is kept as it is.": "No se ha podido leer lo que se import\u00f3 con el curso (OLX), y se conserva como est\u00e1.",
    "What you leave as it is works for most courses. Emptied fields go back to the value shown in grey.": "Lo que dejes como est\u00e1 funciona para la mayor\u00eda de los cursos. Los campos vac\u00edos vuelven al valor que se muestra en gris.",
    "What you save here takes its place.": "Lo que guardes aqu\u00ed ocupa su lugar.",
    "Whatever these teachers do before, they stay shut. Look at the prerequisites.": "Hagan lo que hagan antes estos docentes, siguen cerradas. Revisa los requisitos previos.",
    "When the questions asked so far would take this long, the sitting ends.": "Cuando las preguntas hechas hasta entonces durar\u00edan esto, la sesi\u00f3n termina.",
    "Where answers lie between two levels, a teacher is asked up to so many questions more, if the minutes allow it.": "Donde las respuestas est\u00e1n entre dos niveles, se hacen hasta estas preguntas m\u00e1s, si los minutos lo permiten.",
    "Where it comes from": "De d\u00f3nde viene",
    "Where levels begin": "D\u00f3nde empiezan los niveles",
    "Where on the scale each answer becomes likelier than the one below it: rising numbers, one fewer than there are steps.": "En qu\u00e9 punto de la escala cada respuesta se vuelve m\u00e1s probable que la anterior: n\u00fameros crecientes, uno menos que pasos hay.",
    "Where {n} teachers start": "D\u00f3nde empiezan {n} docentes",
    "Which of these would help students most?": "\u00bfCu\u00e1l de estas opciones ayudar\u00eda m\u00e1s al alumnado?",
    "Who may start higher by their own word": "Qui\u00e9n puede empezar m\u00e1s arriba por su propia palabra",
    "Who offers it, when, and how to take part.": "Qui\u00e9n la ofrece, cu\u00e1ndo y c\u00f3mo participar.",
    "Whoever is good at one competency of a domain tends to be good at its others.": "A quien se le da bien una competencia de un \u00e1mbito suelen d\u00e1rsele bien las dem\u00e1s.",
    "Within a domain": "Dentro de un \u00e1mbito",
    "Without a competency": "Sin competencia",
    "Without a competency ({n} question)": [
      "Sin competencia ({n} pregunta)",
      "Sin competencia ({n} preguntas)"
    ],
    "Without a domain": "Sin \u00e1mbito",
    "Without a name": "Sin nombre",
    "Without a title": "Sin t\u00edtulo",
    "Without sections: nobody is asked about it.": "Sin secciones: no se pregunta a nadie por ella.",
    "You are signed out. Sign in again in another tab, then save. Your changes are still here.": "Tu sesi\u00f3n se ha cerrado. Inicia sesi\u00f3n de nuevo en otra pesta\u00f1a y despu\u00e9s guarda. Tus cambios siguen aqu\u00ed.",
    "You can save this as a draft. Until these are mended, teachers stay on the last sound version.": "Puedes guardar esto como borrador. Hasta que se corrijan, el profesorado sigue con la \u00faltima versi\u00f3n sin problemas.",
    "You have changed the draft since. This is about the draft as it was before.": "Has cambiado el borrador desde entonces. Esto trata del borrador tal como era antes.",
    "Your own framework, from a file": "Tu propio marco, desde un archivo",
    "Your unsaved changes are back. Undo takes them away again.": "Han vuelto tus cambios sin guardar. \u00abDeshacer\u00bb los quita otra vez.",
    "Your words and sections stay. Nobody is placed anew by it; it counts for later sittings once you save and publish.": "Tus palabras y secciones se mantienen. No cambia la ubicaci\u00f3n de nadie; cuenta para las sesiones siguientes en cuanto guardes y publiques.",
    "a teacher at \u201c{level}\u201d": "un docente en \u00ab{level}\u00bb",
    "another pathway has it": "la tiene otro itinerario",
    "attached to {cell}": "unida a {cell}",
    "check": "comprobaci\u00f3n",
    "due {date}": "se entrega el {date}",
    "elective": "optativa",
    "for some content groups only": "solo para algunos grupos de contenido",
    "graded": "calificada",
    "has a problem": "tiene un problema",
    "has a warning": "tiene un aviso",
    "holds this pathway itself": "contiene este mismo itinerario",
    "line {line}": "l\u00ednea {line}",
    "no limit": "sin l\u00edmite",
    "not published yet": "a\u00fan sin publicar",
    "nothing in it can be completed": "nada de ella se puede completar",
    "or {competency} at {level}": "o {competency} en {level}",
    "outside": "externa",
    "self-rating": "valoraci\u00f3n propia",
    "somebody who ticks at random": "alguien que marca al azar",
    "starts {date}": "empieza el {date}",
    "the level that I choose": "el nivel que yo elija",
    "the next level in order": "el siguiente nivel en orden",
    "without a name": "sin nombre",
    "{chapter}: {name}": "{chapter}: {name}",
    "{competency} at {level}": "{competency} en {level}",
    "{competency}, {level}": "{competency}, {level}",
    "{competency}:": "{competency}:",
    "{competency}: {level}": "{competency}: {level}",
    "{done} of {all} teachers": "{done} de {all} docentes",
    "{level} begins at": "{level} empieza en",
    "{level} begins at, in %": "{level} empieza en, en %",
    "{level} needs {what}": "{level} necesita {what}",
    "{name} ({n} question)": [
      "{name} ({n} pregunta)",
      "{name} ({n} preguntas)"
    ],
    "{name} \u2013 no questions yet": "{name} \u2013 a\u00fan sin preguntas",
    "{needed} for {opened}": "{needed} para {opened}",
    "{n} answer has no words yet.": [
      "{n} respuesta todav\u00eda no tiene texto.",
      "{n} respuestas todav\u00eda no tienen texto."
    ],
    "{n} competency": [
      "{n} competencia",
      "{n} competencias"
    ],
    "{n} difference to what is in the editor": [
      "{n} diferencia con lo que hay en el editor",
      "{n} diferencias con lo que hay en el editor"
    ],
    "{n} level": [
      "{n} nivel",
      "{n} niveles"
    ],
    "{n} min": [
      "{n} min",
      "{n} min"
    ],
    "{n} of {all} levels have sections": "{n} de {all} niveles tienen secciones",
    "{n} pair is known better, from a calibration.": [
      "De {n} par se sabe m\u00e1s, por una calibraci\u00f3n.",
      "De {n} pares se sabe m\u00e1s, por una calibraci\u00f3n."
    ],
    "{n} prerequisite": [
      "{n} requisito previo",
      "{n} requisitos previos"
    ],
    "{n} problem": [
      "{n} problema",
      "{n} problemas"
    ],
    "{n} problem is left.": [
      "Queda {n} problema.",
      "Quedan {n} problemas."
    ],
    "{n} problem:": [
      "{n} problema:",
      "{n} problemas:"
    ],
    "{n} question": [
      "{n} pregunta",
      "{n} preguntas"
    ],
    "{n} section": [
      "{n} secci\u00f3n",
      "{n} secciones"
    ],
    "{n} section leads a teacher there.": [
      "{n} secci\u00f3n lleva hasta ah\u00ed.",
      "{n} secciones llevan hasta ah\u00ed."
    ],
    "{n} steps": "{n} pasos",
    "{n} teacher is through. What became of them is below.": [
      "{n} docente ha terminado. Abajo est\u00e1 qu\u00e9 fue de su recorrido.",
      "{n} docentes han terminado. Abajo est\u00e1 qu\u00e9 fue de su recorrido."
    ],
    "{n} warning": [
      "{n} aviso",
      "{n} avisos"
    ],
    "{share} are right or one level off.": "{share} son correctas o se desv\u00edan un nivel.",
    "{share} are too high: such a teacher may be spared something useful.": "{share} son demasiado altas: quiz\u00e1 se ahorre a ese docente algo \u00fatil.",
    "{share} of the placements are exactly right.": "{share} de las ubicaciones son exactas.",
    "{share} of the starts rest on too few answers of their own to go by; most of these are at the beginning.": "{share} de los niveles de partida se apoyan en muy pocas respuestas propias para poder guiarse por ellas; la mayor\u00eda est\u00e1n en el principio.",
    "\u201cI am not sure\u201d and \u201cThis does not apply to my role\u201d are always offered as well.": "\u00abNo lo s\u00e9 con seguridad\u00bb y \u00abEsto no corresponde a mi funci\u00f3n\u00bb se ofrecen siempre adem\u00e1s.",
    "\u201c{competency}\u201d at {level}": "\u00ab{competency}\u00bb en {level}",
    "\u201c{competency}\u201d opens at {level} after {alternatives}.": "\u00ab{competency}\u00bb se abre en {level} despu\u00e9s de {alternatives}.",
    "\u201c{name}\u201d has {size} MB; at most {most} MB can be read. Nothing has changed.": "\u00ab{name}\u00bb tiene {size} MB; se pueden leer {most} MB como m\u00e1ximo. No ha cambiado nada."
  };
  for (const key in newcatalog) {
    django.catalog[key] = newcatalog[key];
  }
  

  if (!django.jsi18n_initialized) {
    django.gettext = function(msgid) {
      const value = django.catalog[msgid];
      if (typeof value === 'undefined') {
        return msgid;
      } else {
        return (typeof value === 'string') ? value : value[0];
      }
    };

    django.ngettext = function(singular, plural, count) {
      const value = django.catalog[singular];
      if (typeof value === 'undefined') {
        return (count == 1) ? singular : plural;
      } else {
        return value.constructor === Array ? value[django.pluralidx(count)] : value;
      }
    };

    django.gettext_noop = function(msgid) { return msgid; };

    django.pgettext = function(context, msgid) {
      let value = django.gettext(context + '\x04' + msgid);
      if (value.includes('\x04')) {
        value = msgid;
      }
      return value;
    };

    django.npgettext = function(context, singular, plural, count) {
      let value = django.ngettext(context + '\x04' + singular, context + '\x04' + plural, count);
      if (value.includes('\x04')) {
        value = django.ngettext(singular, plural, count);
      }
      return value;
    };

    django.interpolate = function(fmt, obj, named) {
      if (named) {
        return fmt.replace(/%\(\w+\)s/g, function(match){return String(obj[match.slice(2,-2)])});
      } else {
        return fmt.replace(/%s/g, function(match){return String(obj.shift())});
      }
    };


    /* formatting library */

    django.formats = {
    "DATETIME_FORMAT": "j \\d\\e F \\d\\e Y \\a \\l\\a\\s H:i",
    "DATETIME_INPUT_FORMATS": [
      "%d/%m/%Y %H:%M:%S",
      "%d/%m/%Y %H:%M:%S.%f",
      "%d/%m/%Y %H:%M",
      "%d/%m/%y %H:%M:%S",
      "%d/%m/%y %H:%M:%S.%f",
      "%d/%m/%y %H:%M",
      "%Y-%m-%d %H:%M:%S",
      "%Y-%m-%d %H:%M:%S.%f",
      "%Y-%m-%d %H:%M",
      "%Y-%m-%d"
    ],
    "DATE_FORMAT": "j \\d\\e F \\d\\e Y",
    "DATE_INPUT_FORMATS": [
      "%d/%m/%Y",
      "%d/%m/%y",
      "%Y-%m-%d"
    ],
    "DECIMAL_SEPARATOR": ",",
    "FIRST_DAY_OF_WEEK": 1,
    "MONTH_DAY_FORMAT": "j \\d\\e F",
    "NUMBER_GROUPING": 3,
    "SHORT_DATETIME_FORMAT": "d/m/Y H:i",
    "SHORT_DATE_FORMAT": "d/m/Y",
    "THOUSAND_SEPARATOR": "\u00a0",
    "TIME_FORMAT": "H:i",
    "TIME_INPUT_FORMATS": [
      "%H:%M:%S",
      "%H:%M:%S.%f",
      "%H:%M"
    ],
    "YEAR_MONTH_FORMAT": "F \\d\\e Y"
  };

    django.get_format = function(format_type) {
      const value = django.formats[format_type];
      if (typeof value === 'undefined') {
        return format_type;
      } else {
        return value;
      }
    };

    /* add to global namespace */
    globals.pluralidx = django.pluralidx;
    globals.gettext = django.gettext;
    globals.ngettext = django.ngettext;
    globals.gettext_noop = django.gettext_noop;
    globals.pgettext = django.pgettext;
    globals.npgettext = django.npgettext;
    globals.interpolate = django.interpolate;
    globals.get_format = django.get_format;

    django.jsi18n_initialized = true;
  }
};


                  }
                };
                PdPersonalizeI18n.init();
                global.PdPersonalizeI18n = PdPersonalizeI18n;
            }(this));
        