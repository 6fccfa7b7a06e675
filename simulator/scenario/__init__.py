"""Scenario files: format, loader, runner, expectations, reports.

==========================================  ====================================================
:func:`~simulator.scenario.loader.load`     a file, or all its mistakes with their places
:func:`~simulator.scenario.setup.configure`  what ``given`` says about the world's configuration
:func:`~simulator.scenario.stage.stage_of`  a running world as a stage
:class:`~simulator.scenario.player.Player`  plays a file on a stage, to the end or step by step
:mod:`~simulator.scenario.report`           what it came to, for people, build servers, programs
==========================================  ====================================================
"""
