using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Exercises;

/// <summary>Says of each exercise how far its answer is.</summary>
internal static class CommandLine
{
    private const string Help = """
        Says of each exercise how far its answer is. What is asked for stands in Chapters/IChapterN.cs, answers are written in
        Mine/ChapterN.cs, and Solutions/ChapterN.cs has one for each. docs/exercises.md lists them.

        dotnet run --project examples/Exercises [-- CHAPTER] [-- --solutions]

        CHAPTER       1 to 6: only the exercises of that chapter.
        --solutions   Judges the solutions instead.

        Exit code 0 if all are right, 1 if not.
        """;

    /// <summary>Runs it.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="output">Where it is said.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="UsageException">The arguments make no sense.</exception>
    public static int Run(string[] arguments, TextWriter output)
    {
        if (arguments is ["--help" or "-h" or "-?"])
        {
            output.WriteLine(Help);
            return ExitCodes.Success;
        }

        Answers answers = Answers.Mine;
        string chapter = string.Empty;
        foreach (string argument in arguments)
        {
            if (argument == "--solutions")
            {
                answers = Answers.Solutions;
            }
            else
            {
                chapter = argument is [>= '1' and <= '6'] && chapter.Length == 0
                    ? $"{argument}."
                    : throw new UsageException(
                        $"Got '{OneLine.Of(argument)}', expected one number of a chapter, 1 to 6, or --solutions. See --help.");
            }
        }

        (Exercise Exercise, Progress Progress, string Words)[] looks =
        [
            .. answers.Exercises.Where(exercise => exercise.Number.StartsWith(chapter, StringComparison.Ordinal))
                .Select(static exercise => (Exercise: exercise, Look: exercise.Look()))
                .Select(static pair => (pair.Exercise, pair.Look.Progress, pair.Look.Words)),
        ];
        foreach ((Exercise exercise, Progress progress, string words) in looks)
        {
            output.WriteLine($"{exercise.Number}  {exercise.Title,-42} {words}");
        }

        int right = looks.Count(static look => look.Progress == Progress.Right);
        Exercise? next = looks.FirstOrDefault(static look => look.Progress != Progress.Right).Exercise;
        output.WriteLine();
        output.WriteLine(next is null
            ? $"All {looks.Length} are right."
            : $"{right} of {looks.Length} are right. Next: {next.Number}, in Mine/Chapter{next.Number[0]}.cs; what is asked for stands " +
                $"in Chapters/IChapter{next.Number[0]}.cs.");
        return next is null ? ExitCodes.Success : ExitCodes.Failure;
    }
}
