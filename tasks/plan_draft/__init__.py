"""The draft of a breakdown, as a person corrects it before 确认导入: frozen values and pure functions, no database."""
